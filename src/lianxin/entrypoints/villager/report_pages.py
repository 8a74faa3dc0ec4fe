"""What each page of a report shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from lianxin.domain.cases import rules
from lianxin.domain.cases import selectors as cases
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.villager.report_state import NOBODY, STEP_OF, UNCLEAR, Report
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import NotFound
from lianxin.kernel.files import selectors as files
from lianxin.notices import selectors as notices

Context = dict[str, Any]
COMMON = ("05", "04", "06", "14", "08", "02", "07", "09")
"""The eight kinds of matter that villages report most, in the order of the tiles."""
ABOUT_THE_VILLAGE = "13"
"""Matters of village cadres and accounts: the village itself never sees them."""
TONES = ("blue", "teal", "gold", "plum", "red", "brown", "green", "blue")


def context(request: Request, page: str, report: Report) -> Context:
    """Everything the template of a page needs."""
    return frame(page, report) | PAGES[page](request, report)


def frame(page: str, report: Report) -> Context:
    """What all pages of a report show."""
    return {
        "report": report, "page": page, "step": STEP_OF[page], "max_text": rules.MAX_TEXT,
        "sms_is_on": notices.sms_is_on(),
    }  # fmt: skip


def place_lists(request: Request, *, county: str, town: str, q: str) -> Context:
    """The short lists of places, and what a name finds. `county`: any code inside it, or none."""
    actor = request.actor
    whole = (county or settings.COUNTY)[:6].ljust(12, "0")
    found = places.search_villages(q, actor=actor) if q else []
    return {
        "q": q,
        "found": [(v.code, v.display_name) for v in found],
        "county": places.area_find(whole, actor=actor),
        "counties": [(c.code, c.short_name) for c in places.counties(actor=actor) if c.code != whole],
        "towns": [(t.code, t.short_name) for t in places.towns(whole, actor=actor)],
        "town": places.area_find(town, actor=actor) if town else None,
        "villages": [
            (v.code, v.short_name) for v in places.villages(town, actor=actor)
        ] if town else [],
    }  # fmt: skip


def _town(request: Request, report: Report) -> Context:
    q = request.POST.get("q", "").strip()[:40]
    return place_lists(request, county=report.county, town="", q=q)


def _village(request: Request, report: Report) -> Context:
    return place_lists(request, county=report.county, town=report.town, q="")


def _map(request: Request, report: Report) -> Context:
    whole = (report.county or settings.COUNTY)[:6].ljust(12, "0")
    area = report.town or whole
    drawn = places.outlines_below(area, actor=request.actor)
    try:
        edge = places.area_outline(whole, actor=request.actor)["properties"]
    except NotFound:
        edge = {}
    link = reverse("outlines")
    return {
        "outlines": f"{link}?area={area}",
        "edge": f"{link}?edge={whole}" if edge else "",
        "review_no": edge.get("review_no", ""),
        "is_synthetic": drawn["synthetic"],
    }


def _spot(request: Request, report: Report) -> Context:
    groups = places.groups(report.area, actor=request.actor)
    return {
        "chosen": places.area_find(report.area, actor=request.actor),
        "groups": [{"value": g.code, "label": g.name} for g in groups],
    }


def _what(request: Request, report: Report) -> Context:
    return {"voice": _link(report, report.voice)}


def _more(request: Request, report: Report) -> Context:
    table = codes.table_map("case_category")
    tops = [table[code] for code in COMMON if code in table]
    others = [r for r in table.values() if not r.parent_code and r.code not in COMMON]
    tiles = [
        {"value": row.code, "label": plain_name(row), "tone": tone,
         "icon": row.extra.get("icon", "dots-three")}
        for row, tone in zip(tops, TONES, strict=False)
    ]  # fmt: skip
    top = report.category[:2]
    return {
        "tiles": tiles,
        "top": "other" if top and top not in COMMON else top,
        "others": [(row.code, plain_name(row)) for row in others],
        "other": top if top not in COMMON else "",
        "shots": _shots(request, report),
        "most": rules.MAX_PHOTOS - (1 if report.voice else 0),
    }


def _about(request: Request, report: Report) -> Context:
    """The units that serve the village: its own and the township's in sight, the county's below."""
    units = orgs.units_for(report.area, actor=request.actor)
    near = [u for u in units if u.level in {"town", "village"}]
    county = [(str(u.id), u.name) for u in units if u.level == "county"]
    is_county = report.about in {code for code, _name in county}
    tiles = [{"value": str(u.id), "label": u.name, "icon": "buildings"} for u in near]
    if county:
        tiles.append({"value": "county", "label": _("县里的单位"), "icon": "buildings"})
    tiles.append({"value": UNCLEAR, "label": _("说不清"), "icon": "question",
                  "hint": _("乡里、村里先都看不到，由县里先看")})  # fmt: skip
    tiles.append({"value": NOBODY, "label": _("不是说哪个单位"), "icon": "x"})
    return {
        "about_tiles": tiles, "about_top": "county" if is_county else report.about,
        "county_units": county, "county_unit": report.about if is_county else "",
    }  # fmt: skip


def _who(request: Request, report: Report) -> Context:
    return {}


def _check(request: Request, report: Report) -> Context:
    actor = request.actor
    area = places.area_find(report.area, actor=actor)
    unit = report.about_org()
    about = orgs.org_get(unit, actor=actor) if unit else None
    kind = codes.row_of("case_category", report.category) if report.category else None
    groups = places.groups(report.area, actor=actor) if report.group else []
    is_named = report.confidentiality != rules.Confidentiality.ANONYMOUS
    return {
        "earlier": cases.earlier_cases(
            actor=actor,
            phone=report.phone if is_named else "",
            area=report.area,
            category=report.category,
        ),
        "place": area.display_name if area else "",
        "group": next((g.name for g in groups if g.code == report.group), ""),
        "category": plain_name(kind) if kind else "",
        "hidden_from": _hidden_from(report, about.level if about else ""),
        "about": about.name if about else _("说不清") if report.about == UNCLEAR else "",
        "receiver": cases.who_gets_it(
            area=report.area,
            category=report.category,
            actor=actor,
            about=report.about_org(),
            is_unclear=report.about == UNCLEAR,
        ),
        "hint": rules.emergency_hint(report.text),
        "shots": _shots(request, report),
        "voice": _link(report, report.voice),
    }


def _hidden_from(report: Report, level: str) -> str:
    """Who does not see it, in words; nothing where everybody in charge does."""
    if level == "town" or report.about == UNCLEAR:
        return _("乡里和村里都看不到，直接到县里。")
    if level == "village" or report.category.startswith(ABOUT_THE_VILLAGE):
        return _("这一类事，村里看不到，直接到乡里。")
    return _("您说的那个单位看不到，也不会派给它办。") if level else ""


PAGES: Mapping[str, Callable[[Request, Report], Context]] = {
    "town": _town, "village": _village, "map": _map, "spot": _spot,
    "what": _what, "more": _more, "about": _about, "who": _who, "check": _check,
}  # fmt: skip


def plain_name(row: codes.CodeRow) -> str:
    """A category in the words that people use."""
    return str(row.extra.get("plain") or row.name)


def _shots(request: Request, report: Report) -> list[dict[str, str]]:
    keys, owner = [UUID(key) for key in report.photos], report.writer(request.actor)
    links = {
        str(item.pk): _link(report, str(item.pk))
        for item in files.attachments_unbound(keys, actor=owner)
    }
    return [{"id": key, "src": link, "thumb": f"{link}&thumb"} for key, link in links.items()]


def _link(report: Report, key: str) -> str:
    """An upload opens only together with the id of the form that brought it."""
    return f"{reverse('report_file', args=[key])}?of={report.id}" if key else ""
