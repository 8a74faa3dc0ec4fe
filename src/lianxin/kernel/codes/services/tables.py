"""Writes of code tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors
from lianxin.kernel.codes.models import Code, CodeTable
from lianxin.kernel.codes.permissions import Grant
from lianxin.kernel.codes.services._forget import forget
from lianxin.kernel.codes.services._official import load_years
from lianxin.kernel.errors import Invalid, RuleViolation

OWN_ORDER = 9000


@transaction.atomic
def load_defaults(*, actor: Actor) -> int:
    """Load the tables that come with the program and the published years of the calendar.

    A version that is there stays as it is. A county's own leaves move on into a new version, and
    days of the calendar that were set by hand win over the official list.
    Safe to repeat. Returns how many tables were new.
    """
    actor.require(Grant.MANAGE, area="")
    folder = resources.files("lianxin.kernel.codes") / "data"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".json")), key=lambda f: f.name)
    new = sum(table_load(actor=actor, data=json.loads(f.read_text("utf-8"))) for f in files)
    load_years()
    forget()
    return new


@transaction.atomic
def table_load(*, actor: Actor, data: dict[str, Any]) -> bool:
    """Load one version of one table 代码表新版本. Safe to repeat; True if it was new.

    `data`: name, version, title, source, valid_from and codes, as in the files under `data/`.
    Raises: Denied, RuleViolation.
    """
    actor.require(Grant.MANAGE, area="")
    known = {row["code"] for row in data["codes"]}
    for row in data["codes"]:
        if row.get("parent") and row["parent"] not in known:
            raise RuleViolation(_("代码表里“%(name)s”的上级类别不存在。") % {"name": row["name"]})
    made, is_new = CodeTable.objects.get_or_create(
        name=data["name"],
        version=data["version"],
        defaults={
            "title": data["title"],
            "source": data.get("source", ""),
            "valid_from": date.fromisoformat(data["valid_from"]),
        },
    )
    if is_new:
        _fill(made, data["codes"])
        _carry_own_leaves(made, known)
        forget()
    return is_new


def _fill(made: CodeTable, codes: Sequence[Mapping[str, Any]]) -> None:
    Code.objects.bulk_create(
        Code(
            table=made,
            code=row["code"],
            name=row["name"],
            order=order,
            parent_code=row.get("parent", ""),
            extra=row.get("extra", {}),
        )
        for order, row in enumerate(codes)
    )


@dataclass(frozen=True)
class NewEdition:
    """A version of a county's own table. `codes`: rows as in the files under `data/`."""

    table: str
    county: str
    version: str
    title: str
    source: str
    valid_from: date
    codes: Sequence[Mapping[str, Any]]

    @property
    def name(self) -> str:
        """A county's own table is called after it: level.210921."""
        return f"{self.table}.{self.county}"


@transaction.atomic
def edition_add(*, actor: Actor, grant: str, edition: NewEdition) -> CodeTable:
    """A county sets a version of its own of a table, from a day to come 本县的新版本.

    `grant`: which one it takes is said by the domain whose table it is. The fact is recorded there.
    Raises: Denied, RuleViolation.
    """
    actor.require(grant, area=edition.county)
    if edition.valid_from <= clock.today():
        raise RuleViolation(_("新版本要从明天或者以后的日子算起。"), code="day")
    made, is_new = CodeTable.objects.get_or_create(
        name=edition.name,
        valid_from=edition.valid_from,
        defaults={
            "version": edition.version, "title": edition.title, "source": edition.source[:200],
        },
    )  # fmt: skip
    if not is_new:
        raise RuleViolation(_("从这一天起已经有一个新版本了，先撤回它，或者换一天。"), code="day")
    _fill(made, edition.codes)
    forget()
    return made


@transaction.atomic
def edition_withdraw(
    *, actor: Actor, grant: str, table: str, county: str, version: str
) -> CodeTable | None:
    """Take back a version before its day; what has been in force stays for ever 撤回.

    Safe to repeat: None if it is gone already. Raises: Denied, RuleViolation.
    """
    actor.require(grant, area=county)
    held = CodeTable.objects.select_for_update().filter(name=f"{table}.{county}", version=version)
    row = held.first()
    if row is None:
        return None
    if row.valid_from <= clock.today():
        raise RuleViolation(_("这个版本已经开始用了，不能撤回。要改就定一个新版本。"))
    row.delete()
    forget()
    return row


def _carry_own_leaves(made: CodeTable, known: set[str]) -> None:
    """What counties added lives on in the new version wherever its parent does."""
    before = (
        CodeTable.objects.filter(name=made.name, valid_from__lt=made.valid_from)
        .order_by("-valid_from")
        .first()
    )
    own = Code.objects.filter(table=before).exclude(county="") if before else Code.objects.none()
    for leaf in own:
        if leaf.parent_code in known and leaf.code not in known:
            leaf.pk, leaf.table = None, made
            leaf.save(force_insert=True)


@dataclass(frozen=True)
class Leaf:
    """A county's own code under an existing one."""

    code: str
    name: str
    parent: str


@transaction.atomic
def code_add_leaf(*, actor: Actor, table: str, county: str, leaf: Leaf) -> Code:
    """A county adds a leaf under an existing code; it never redefines what is there 地方细类.

    It takes over what the first code beside it says of unit, level and publication.
    Raises: Denied, RuleViolation, Invalid.
    """
    actor.require(Grant.MANAGE, area=county)
    parent = selectors.row_of(table, leaf.parent)
    if parent is None:
        raise RuleViolation(_("上级类别不存在，不能在它下面加。"))
    if parent.county not in ("", county):
        raise RuleViolation(_("上级类别是别的县加的，不能在它下面加。"))
    if selectors.row_of(table, leaf.code) is not None:
        raise RuleViolation(_("这个代码已经有了，统一的类别不能改，请换一个代码。"))
    if not leaf.code.startswith(leaf.parent) or not leaf.code.isalnum() or len(leaf.code) > 20:
        raise RuleViolation(_("下级代码要以上级代码开头，后面接数字或字母。"))
    if not leaf.name.strip() or len(leaf.name) > 60:
        raise Invalid(_("请写类别名称，60 个字以内。"), fields={"name": _("请写类别名称。")})
    owner = CodeTable.objects.get(name=table, version=parent.version)
    made = Code.objects.create(
        table=owner,
        code=leaf.code,
        name=leaf.name.strip(),
        parent_code=leaf.parent,
        order=OWN_ORDER,
        county=county,
        extra=_inherited(table, parent),
    )
    forget()
    return made


def _inherited(table: str, parent: selectors.CodeRow) -> dict[str, Any]:
    beside = selectors.children(table, parent.code)
    extra = dict(beside[0].extra if beside else parent.extra)
    return {key: value for key, value in extra.items() if key not in {"plain", "words"}}
