"""Take in outlines of areas and grids."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from lianxin.domain.places.events import OutlinesImported
from lianxin.domain.places.models import Area, Boundary, Grid
from lianxin.domain.places.permissions import Grant
from lianxin.domain.places.rules import CODE_DIGITS, GRID_DIGITS, WIDTH, Level
from lianxin.domain.places.selectors._shared import AREAS, OUTLINES
from lianxin.domain.places.services._edition import changed, hold
from lianxin.domain.places.services._geojson import outline, read_features
from lianxin.domain.places.services._problems import Problems
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record

SHORT_WIDTHS = set(WIDTH.values())
BATCH = 500
Drawable = Boundary | Grid


@dataclass(frozen=True)
class MapOrigin:
    """Where outlines come from.

    `review_no`: the map's review number 审图号. `is_gcj02`: drawn with the national map offset.
    """

    source: str
    review_no: str = ""
    synthetic: bool = False
    is_gcj02: bool = False


@dataclass(frozen=True)
class OutlineReport:
    """What became of the outlines; `kept` are made-up ones where a real one is known."""

    added: int
    changed: int
    unchanged: int
    kept: int
    dry_run: bool


@dataclass
class _Plan:
    added: list[Drawable] = field(default_factory=list)
    changed: list[Drawable] = field(default_factory=list)
    unchanged: int = 0
    kept: int = 0


@transaction.atomic
def boundaries_import(
    *, actor: Actor, path: Path, origin: MapOrigin, dry_run: bool = False
) -> OutlineReport:
    """Take in outlines from GeoJSON, all of the file or nothing 导入边界.

    A feature's `code` says whose outline it is: an area's, or with 15 digits a grid's. A feature
    may call itself `synthetic`. A made-up outline never replaces a real one.

    Safe to repeat: a file that is already in changes nothing.

    Emits: OutlinesImported.
    Raises: Invalid with every wrong feature, Denied.
    """
    hold(AREAS, OUTLINES)
    features = read_features(path)
    problems = Problems(unit="个图形")
    drawn = _drawn(features, origin, problems)
    problems.refuse()
    plan = _plan(drawn, origin, problems)
    problems.refuse()
    for row in (*plan.added, *plan.changed):
        actor.require(Grant.MANAGE, area=str(row.pk)[:CODE_DIGITS])
    if (plan.added or plan.changed) and not dry_run:
        _write(plan)
        changed(OUTLINES)
        event = OutlinesImported(
            stream="areas:outlines",
            digest=hashlib.sha256(path.read_bytes()).hexdigest(),
            added=len(plan.added),
            changed=len(plan.changed),
        )
        record(event, actor=actor)
    return OutlineReport(len(plan.added), len(plan.changed), plan.unchanged, plan.kept, dry_run)


@dataclass(frozen=True)
class _Drawn:
    number: int
    code: str
    name: str
    geojson: dict[str, Any]
    synthetic: bool


def _drawn(features: list[Any], origin: MapOrigin, problems: Problems) -> dict[str, _Drawn]:
    """The good features by code."""
    known = dict(Area.objects.values_list("code", "level"))
    found: dict[str, _Drawn] = {}
    for number, feature in enumerate(features, start=1):
        try:
            one = _one(number, feature, origin)
        except ValueError as bad:
            problems.add(number, str(bad))
            continue
        level = known.get(one.code[:CODE_DIGITS])
        if level is None:
            problems.add(number, f"没有代码是 {one.code[:CODE_DIGITS]} 的区划，请先导入区划。")
        elif len(one.code) == GRID_DIGITS and level != Level.VILLAGE:
            problems.add(number, f"网格 {one.code} 要属于一个村（社区），前 12 位不是村。")
        elif one.code in found:
            problems.add(number, f"代码 {one.code} 在文件里画了两次。")
        found.setdefault(one.code, one)
    return found


def _one(number: int, feature: Any, origin: MapOrigin) -> _Drawn:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise ValueError("这一项不是 GeoJSON 的 Feature，或者没有 properties。")
    code = str(properties.get("code", "")).strip()
    if len(code) in SHORT_WIDTHS and code.isdecimal():
        code = code.ljust(CODE_DIGITS, "0")
    if len(code) not in (CODE_DIGITS, GRID_DIGITS) or not code.isdecimal():
        raise ValueError(f"代码“{code}”不对：区划是 12 位数字，网格是 15 位。")
    geojson = outline(feature.get("geometry"), is_gcj02=origin.is_gcj02)
    name = str(properties.get("name", "")).strip()[:40]
    made_up = origin.synthetic or properties.get("synthetic") is True
    return _Drawn(number, code, name, geojson, made_up)


def _plan(drawn: dict[str, _Drawn], origin: MapOrigin, problems: Problems) -> _Plan:
    plan, today = _Plan(), clock.today()
    outlines = Boundary.objects.in_bulk([c for c in drawn if len(c) == CODE_DIGITS])
    grids = Grid.objects.in_bulk([c for c in drawn if len(c) == GRID_DIGITS])
    villages = [c[:CODE_DIGITS] for c in drawn if len(c) == GRID_DIGITS]
    names = _names_in_use(villages)
    ended = {v.pk for v in Area.objects.filter(pk__in=villages) if not v.is_valid_on(today)}
    for code, one in drawn.items():
        if len(code) == CODE_DIGITS:
            old = outlines.get(code)
            has_real = old is not None and not old.synthetic
            _sort(plan, old, _boundary(one, origin), keep=has_real and one.synthetic)
            continue
        grid = grids.get(code)
        new = _grid(one, grid)
        if grid is None and new.village_id in ended:
            problems.add(one.number, f"网格 {code} 所在的村已经停用，请用新村的代码。")
        if names.setdefault((new.village_id, new.name), code) != code:
            problems.add(one.number, f"这个村已经有叫“{new.name}”的网格，请换个名字。")
        has_real = grid is not None and grid.boundary is not None and not grid.synthetic
        _sort(plan, grid, new, keep=has_real and one.synthetic)
    return plan


def _names_in_use(villages: list[str]) -> dict[tuple[str, str], str]:
    rows = Grid.objects.filter(village__in=villages, valid_to=None)
    return {
        (village, name): code
        for code, village, name in rows.values_list("code", "village_id", "name")
    }


def _sort(plan: _Plan, old: Drawable | None, new: Drawable, *, keep: bool) -> None:
    if old is None:
        plan.added.append(new)
    elif keep:
        plan.kept += 1
    elif _said(old) == _said(new):
        plan.unchanged += 1
    else:
        plan.changed.append(new)


def _said(row: Drawable) -> tuple[object, ...]:
    """What an outline says, to see whether two say the same."""
    if isinstance(row, Grid):
        return row.name, row.boundary, row.synthetic
    return row.geojson, row.source, row.synthetic, row.review_no


def _boundary(one: _Drawn, origin: MapOrigin) -> Boundary:
    return Boundary(
        area_id=one.code,
        geojson=one.geojson,
        source=origin.source,
        synthetic=one.synthetic,
        review_no="" if one.synthetic else origin.review_no,
    )


def _grid(one: _Drawn, old: Grid | None) -> Grid:
    return Grid(
        code=one.code,
        village_id=one.code[:CODE_DIGITS],
        name=one.name or (old.name if old else f"第{int(one.code[CODE_DIGITS:])}网格"),
        boundary=one.geojson,
        synthetic=one.synthetic,
    )


def _write(plan: _Plan) -> None:
    added, edited = plan.added, plan.changed
    Boundary.objects.bulk_create([r for r in added if isinstance(r, Boundary)], BATCH)
    Boundary.objects.bulk_update(
        [r for r in edited if isinstance(r, Boundary)],
        ["geojson", "source", "synthetic", "review_no"],
        BATCH,
    )
    Grid.objects.bulk_create([r for r in added if isinstance(r, Grid)], BATCH)
    Grid.objects.bulk_update(
        [r for r in edited if isinstance(r, Grid)], ["name", "boundary", "synthetic"], BATCH
    )
