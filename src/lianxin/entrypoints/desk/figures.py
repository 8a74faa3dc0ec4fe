"""The page of indicators: what its address asks for, and how a figure is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from lianxin.domain.insight import rules
from lianxin.domain.insight import selectors as insight
from lianxin.domain.insight.permissions import Grant
from lianxin.domain.insight.rules import Indicator, Kind, Period, Result
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.desk.plain import uuid_or_none
from lianxin.entrypoints.shared.http import Request
from lianxin.kernel import clock
from lianxin.kernel.errors import Invalid

KEYS = ("period", "since", "until", "area", "unit", "by")
OWN = "own"
MONTHS_BACK, QUARTERS_BACK = 12, 4
IN_LISTS = (
    "response", "solve", "satisfied", "sign_in_time", "answer_in_time", "return", "redo", "hold",
)  # fmt: skip
"""What a list of places or units shows of each; the rest stands on its own page."""


@dataclass(frozen=True)
class View:
    """What the address asks for; `errors`: what could not be taken as it was typed."""

    words: dict[str, str]
    period: Period
    errors: dict[str, str]

    def query(self, **changes: str) -> str:
        """The address' query with some words changed; an empty word goes away."""
        return urlencode({k: v for k, v in (self.words | changes).items() if v})

    def get(self, name: str) -> str:
        """One word, or nothing."""
        return self.words.get(name, "")

    @property
    def unit(self) -> UUID | None:
        """The unit whose figures are asked for."""
        return uuid_or_none(self.get("unit"))

    @property
    def where(self) -> insight.Where:
        """The same, as the drill-down wants it."""
        return insight.Where(self.period, self.get("area"), self.unit)


@dataclass(frozen=True)
class Said:
    """A figure in words. `rate`: "" where there is too little to say one."""

    rate: str
    why_not: str
    numerator: str
    denominator: str
    rests_on: str
    exclusions: int


def read(request: Request) -> View:
    """What the address asks for; nonsense is ignored, days that cannot be are told."""
    words = {k: request.GET.get(k, "").replace("\x00", "").strip()[:40] for k in KEYS}
    if not (words["area"].isascii() and words["area"].isdigit()):
        words["area"] = ""
    if words["by"] not in {"place", "unit"}:
        words["by"] = ""
    if request.GET.get("was") == words["period"] and (words["since"] or words["until"]):
        words["period"] = OWN  # Days were typed and the choice above them was left as it was.
    errors: dict[str, str] = {}
    usual = rules.month_of(clock.today())
    try:
        period = _period(words) or usual
    except Invalid as bad:
        errors, period = dict(bad.fields), usual
    if words["period"] != OWN:
        words |= {"since": "", "until": ""}
    return View(words, period, errors)


def _period(words: dict[str, str]) -> Period | None:
    chosen = words["period"]
    if chosen == OWN:
        since, until = day_or_none(words["since"]), day_or_none(words["until"])
        if since is None or until is None:
            said = _("请选从哪天到哪天。")
            raise Invalid(said, fields={"until" if since else "since": said})
        return rules.own_period(since, until)
    year, _sign, part = chosen.partition("-")
    if part.startswith("Q") and part[1:] in {"1", "2", "3", "4"}:
        day = day_or_none(f"{year}-{int(part[1:]) * 3:02d}-01")
        return rules.quarter_of(day) if day else None
    day = day_or_none(f"{chosen}-01")
    return rules.month_of(day) if day else None


def day_or_none(typed: str) -> date | None:
    """A day as the browser's own field writes it, or nothing."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def periods(chosen: str) -> list[dict[str, str]]:
    """The months and quarters to choose from, the present ones first."""
    found, day = [], clock.today()
    for _step in range(MONTHS_BACK):
        found.append((f"{day:%Y-%m}", _("%(y)s年%(m)s月") % {"y": day.year, "m": day.month}))
        day = day.replace(day=1) - timedelta(days=1)
    day = clock.today()
    for _step in range(QUARTERS_BACK):
        nr = (day.month + 2) // 3
        name = _("%(y)s年第%(q)s季度") % {"y": day.year, "q": nr}
        found.append((f"{day.year}-Q{nr}", name))
        day = rules.quarter_of(day).since - timedelta(days=1)
    if chosen and chosen != OWN and chosen not in dict(found):
        found.append((chosen, chosen))
    found.append((OWN, _("自选日子")))
    return [{"value": value, "label": label} for value, label in found]


def areas(request: Request, chosen: str = "") -> list[dict[str, str]]:
    """The counties and townships whose figures the reader may see, as prefixes; and the one chosen."""
    found: dict[str, str] = {}
    for scope in request.actor.scopes_for(Grant.SEE):
        for prefix in scope.areas:
            for code in _within(request, prefix):
                found[code] = places.display_name(code.ljust(12, "0"), actor=request.actor)
    if chosen and chosen not in found:
        found[chosen] = places.display_name(chosen.ljust(12, "0"), actor=request.actor)
    return [{"value": code, "label": name} for code, name in sorted(found.items())]


def _within(request: Request, prefix: str) -> list[str]:
    if len(prefix) >= 9:
        return [prefix]
    counties = [c.code for c in places.counties(actor=request.actor) if c.code.startswith(prefix)]
    if len(counties) > 1:
        return [county[:6] for county in counties]
    towns = [t.code[:9] for county in counties for t in places.towns(county, actor=request.actor)]
    return [*(county[:6] for county in counties), *towns]


def said(indicator: Indicator, result: Result) -> Said:
    """A figure as people read it: never a rate alone, and no rate where there is too little."""
    of_people = indicator.kind is Kind.PER_10K
    rests = _("%(n)s 件") % {"n": result.n}
    return Said(
        rate=_rate(indicator.kind, result),
        why_not=_why_not(indicator, result),
        numerator=str(result.numerator) if indicator.numerator else "",
        denominator="" if indicator.kind is Kind.SCORE or (of_people and not result.denominator)
        else str(result.denominator),
        rests_on=rests,
        exclusions=result.exclusions,
    )  # fmt: skip


def _rate(kind: Kind, result: Result) -> str:
    if kind is Kind.COUNT:
        return _("%(n)s 件") % {"n": result.numerator}
    if result.rate is None:
        return ""
    if kind is Kind.SHARE:
        return f"{result.rate * 100:.1f}%"
    if kind in rules.LENGTHS:
        return _("%(n)s 天") % {"n": f"{result.rate:.1f}"}
    if kind is Kind.SCORE:
        return _("%(n)s 分") % {"n": f"{result.rate:.1f}"}
    return f"{result.rate:.1f}"


def _why_not(indicator: Indicator, result: Result) -> str:
    if result.rate is not None or indicator.kind is Kind.COUNT:
        return ""
    if indicator.kind is Kind.PER_10K:
        return _("还没填户籍人口数")
    if indicator.kind is Kind.SCORE:
        return _("三项里有一项不够算")
    if not result.denominator:
        return _("没有")
    return _("不到 %(n)s 件，只给件数") % {"n": indicator.floor}
