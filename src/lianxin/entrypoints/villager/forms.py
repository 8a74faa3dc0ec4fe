"""What each page of a report brings: read, checked, answered with a sentence at its field.

A refused answer is kept all the same, so that the page comes back with everything still in it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from lianxin.domain.cases import rules
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.entrypoints.shared.http import Request
from lianxin.entrypoints.shared.uploads import keep_photos, keep_voice
from lianxin.entrypoints.villager.report_state import NOBODY, UNCLEAR, Report
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid
from lianxin.kernel.files import selectors as files
from lianxin.kernel.files.services import MAX_AT_ONCE
from lianxin.kernel.privacy.phones import normalise
from lianxin.kernel.writing import is_broken, plain

Errors = dict[str, str]
MAX_PLACE = 100
MAX_NAME = 30
KEPT_SIGNS = 20_000


def _broken(text: str) -> str:
    """What is said where signs were lost on the way; nothing where all are there."""
    return _("有几个字没传好，变成了“�”。请把它们改过来。") if is_broken(text) else ""


def digits(text: str) -> str:
    """A number as people write it: full-width digits, blanks and dashes are put right."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in narrow if sign.isalnum())


def take_town(request: Request, report: Report) -> Errors:
    """Which village: tapped in a list, found by name, or the place where the phone is."""
    post = request.POST
    report.county = _known(request, post.get("county", ""), "county") or report.county
    if chosen := post.get("village", ""):
        return take_village(request, report, chosen)
    if town := post.get("town", ""):
        report.area = ""
        report.town = _known(request, town, "town")
        return {} if report.town else {"town": _("没有找到这个乡镇，请从名单里选。")}
    lon, lat = degrees(post.get("lon", ""), 180), degrees(post.get("lat", ""), 90)
    if lon is not None and lat is not None:
        return take_point(request, report, lon, lat)
    return {"town": _("请点一下是哪个乡镇；也可以在上面写村名找。")}


def take_village(request: Request, report: Report, chosen: str = "") -> Errors:
    """A village from the list; what was known of another village is dropped."""
    chosen = chosen or request.POST.get("village", "")
    if not chosen:
        return {"village": _("请点一下是哪个村。")}
    area = places.area_find(chosen, actor=request.actor)
    if area is None or area.level != "village" or not area.valid:
        report.area = ""
        return {"village": _("没有找到这个村，请从名单里选。")}
    if report.area != area.code:
        report.group = report.grid = report.about = ""
        report.lon = report.lat = None
    report.area, report.town, report.is_guess = area.code, area.parent, False
    report.county = area.county
    return {}


def take_point(request: Request, report: Report, lon: float, lat: float) -> Errors:
    """The village in which a point lies."""
    here = places.locate(lon, lat, actor=request.actor)
    if here is None:
        said = _("这个位置不在本地的范围里。请从名单里选出事的村，或者写村名找。")
        return {"place": said}
    wrong = take_village(request, report, here.village_code)
    if not wrong:
        report.lon, report.lat, report.grid = lon, lat, here.grid_code or ""
        report.is_guess = True
    return wrong


def take_map(request: Request, report: Report) -> Errors:
    """A point tapped on the map."""
    post = request.POST
    lon, lat = degrees(post.get("lon", ""), 180), degrees(post.get("lat", ""), 90)
    if lon is None or lat is None:
        return {"place": _("请在地图上点一下出事的地方。地图打不开，就回去从名单里选。")}
    return take_point(request, report, lon, lat)


def take_spot(request: Request, report: Report) -> Errors:
    """The group and the place in the villager's own words."""
    post = request.POST
    report.place_text = plain(post.get("place_text", ""))
    known = {g.code for g in places.groups(report.area, actor=request.actor)}
    report.group = post.get("group", "") if post.get("group", "") in known else ""
    lon, lat = degrees(post.get("lon", ""), 180), degrees(post.get("lat", ""), 90)
    if "lon" in post:
        report.lon, report.lat = (lon, lat) if lon is not None and lat is not None else (None, None)
    if not report.area:
        return {"place": _("还没选村，请先选村。")}
    if len(report.place_text) > MAX_PLACE:
        return {"place_text": _("地点写得太长了，%(n)s 个字以内就好。") % {"n": MAX_PLACE}}
    if said := _broken(report.place_text):
        return {"place_text": said}
    if report.lon is not None and report.lat is not None and not _inside(request, report):
        report.lon = report.lat = None
        return {"place": _("您现在不在这个县里，位置没有记。不要紧，写清楚地方就行。")}
    return {}


def take_what(request: Request, report: Report) -> Errors:
    """Words or a voice note; one of them is needed."""
    report.text = plain(request.POST.get("text", ""))[:KEPT_SIGNS]
    errors = _take_voice(request, report)
    if len(report.text) > rules.MAX_TEXT:
        errors["text"] = _(
            "写得太长了（%(n)s 字）。请留最要紧的 %(max)s 字以内，其余的办理人会打电话问您。"
        ) % {"n": len(report.text), "max": rules.MAX_TEXT}
    if said := _broken(report.text):
        errors.setdefault("text", said)
    if not report.text and not report.voice and not errors:
        errors["text"] = _("请写几句话，或者录一段语音，我们才知道是什么事。")
    return errors


def _take_voice(request: Request, report: Report) -> Errors:
    if "voice_drop" in request.POST:
        report.voice = ""
    kept, wrong = keep_voice(report.writer(request.actor), request.FILES.get("voice"))
    report.voice = kept or report.voice
    return {"voice": wrong} if wrong else {}


def take_more(request: Request, report: Report) -> Errors:
    """Photos and the kind of matter; both may be left out."""
    post = request.POST
    chosen = post.get("other", "") if post.get("category") == "other" else post.get("category", "")
    report.category = chosen if codes.row_of("case_category", chosen) else ""
    if "photos_shown" in post:
        report.photos = [key for key in report.photos if key in post.getlist("photos_kept")]
    most = MAX_AT_ONCE - (1 if report.voice else 0)
    uploads = request.FILES.getlist("photos")
    room, owner = most - len(report.photos), report.writer(request.actor)
    kept, wrong = keep_photos(owner, uploads, room=room, most=most)
    report.photos.extend(kept)
    return {"photos": wrong} if wrong else {}


def take_about(request: Request, report: Report) -> Errors:
    """Which unit it is about; need not be said."""
    post = request.POST
    chosen = post.get("about", "")
    chosen = post.get("county_unit", "") if chosen == "county" else chosen
    if not chosen and post.get("about") == "county":
        return {"county_unit": _("请选是县里哪个单位；不清楚就点“说不清”。")}
    known = {str(unit.id) for unit in orgs.units_for(report.area, actor=request.actor)}
    if chosen and chosen not in known | {UNCLEAR, NOBODY}:
        return {"about": _("没有找到这个单位，请重新点一个。")}
    report.about = chosen or NOBODY
    return {}


def take_who(request: Request, report: Report) -> Errors:
    """Name and phone, and who may know them."""
    post = request.POST
    kind = post.get("confidentiality", "open")
    report.confidentiality = kind if kind in set(rules.Confidentiality) else "open"
    report.name, report.phone = plain(post.get("name", "")), plain(post.get("phone", ""))[:60]
    report.on_behalf = "on_behalf" in post
    if report.confidentiality == rules.Confidentiality.ANONYMOUS:
        return {}
    errors: Errors = {}
    if report.phone:
        try:
            report.phone = normalise(report.phone)
        except Invalid as bad:
            errors["phone"] = bad.message
    if len(report.name) > MAX_NAME:
        report.name = report.name[:KEPT_SIGNS]
        errors["name"] = _("姓名太长了，%(n)s 个字以内，请核对。") % {"n": MAX_NAME}
    if said := _broken(report.name):
        errors.setdefault("name", said)
    return errors


def take_nothing(request: Request, report: Report) -> Errors:
    """The last page asks nothing new."""
    return {}


TAKE: Mapping[str, Callable[[Request, Report], Errors]] = {
    "town": take_town, "village": take_village, "map": take_map, "spot": take_spot,
    "what": take_what, "more": take_more, "about": take_about, "who": take_who, "check": take_nothing,
}  # fmt: skip


def drop_lost_files(request: Request, report: Report) -> None:
    """Uploads that are no longer there are no longer promised."""
    owner = report.writer(request.actor)
    found = files.attachments_unbound(report.attachments(), actor=owner)
    there = {str(item.pk) for item in found}
    report.photos = [key for key in report.photos if key in there]
    report.voice = report.voice if report.voice in there else ""


def degrees(text: str, most: float) -> float | None:
    """A longitude or latitude as a phone sends it; nothing if it is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if -most <= value <= most else None


def _known(request: Request, code: str, level: str) -> str:
    row = places.area_find(code, actor=request.actor) if code else None
    return row.code if row is not None and row.level == level else ""


def _inside(request: Request, report: Report) -> bool:
    assert report.lon is not None
    assert report.lat is not None
    return places.is_in_county(report.lon, report.lat, report.area[:6], actor=request.actor)


__all__ = ["TAKE", "Errors", "degrees", "digits", "drop_lost_files", "plain"]
