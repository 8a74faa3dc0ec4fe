"""Take in a matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    MAX_TEXT,
    Confidentiality,
    Level,
    State,
    Verb,
    is_group,
    title_of,
)
from lianxin.domain.cases.services import _law
from lianxin.domain.cases.services._case import (
    Line,
    add_line,
    identity,
    moved,
    set_next_clock,
)
from lianxin.domain.cases.services._recusal import hide
from lianxin.domain.cases.services._repeat import call_for_cadre, recount
from lianxin.domain.cases.services.tally import count_new
from lianxin.domain.cases.suggest import suggest
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, rows, sql, writing
from lianxin.kernel.actor import Actor, Kind
from lianxin.kernel.errors import Invalid, RuleViolation
from lianxin.kernel.facts import record
from lianxin.kernel.files.services import attachment_bind
from lianxin.kernel.privacy import keyed_hash
from lianxin.kernel.privacy.phones import normalise
from lianxin.kernel.text import search_vector_value

KNOWN = "SELECT 1 FROM cases_case WHERE id = %s"


@dataclass(frozen=True)
class Intake:
    """What is known of a matter when it is taken in. Only the place and the words are needed.

    `area`: 12-digit code of a village or township. `lon`, `lat`: WGS-84 degrees.
    `is_about_unclear`: it is about a unit, and the reporter cannot say which.
    """

    area: str
    origin: str
    channel: str
    text: str = ""
    group: str = ""
    grid: str = ""
    place_text: str = ""
    lon: float | None = None
    lat: float | None = None
    category: str = ""
    nature: str = "help"
    level: int | None = None
    people_count: int = 1
    reporter_name: str = ""
    reporter_phone: str = ""
    confidentiality: str = Confidentiality.OPEN
    on_behalf: bool = False
    attachments: Sequence[UUID] = ()
    external_no: str = ""
    about_org: UUID | None = None
    is_about_unclear: bool = False
    about_user: str = ""


def case_register(*, actor: Actor, id: UUID, intake: Intake) -> Case:
    """Take in a matter, give its number at once and start the dispatch clock 登记.

    Safe to repeat: the same `id` sent twice is the same case, also at the same moment.

    Emits: CaseRegistered.
    Raises: Denied, Invalid, RuleViolation.
    """
    return once_more(lambda: _register(actor=actor, id=id, intake=intake), id=id, intake=intake)


def once_more(register: Callable[[], Case], *, id: UUID, intake: Intake) -> Case:
    """Register; when the same form came in at the same moment on another line, give that one."""
    try:
        return register()
    except IntegrityError:
        county = intake.area[:6]
        if not Case.objects.filter(pk=id).exists() and not _same_order(county, intake.external_no):
            raise
    return register()


@transaction.atomic
def _register(*, actor: Actor, id: UUID, intake: Intake) -> Case:
    case = take_in(actor=actor, id=id, intake=intake)
    call_for_cadre(case, actor, clock.now())
    return case


def take_in(*, actor: Actor, id: UUID, intake: Intake) -> Case:
    """The taking in itself; what it is part of comes after. Safe to repeat."""
    if sql.one(KNOWN, [id]):
        return _same_again(Case.objects.defer("search").get(pk=id), actor, intake)
    now = clock.now()
    intake = _clean(intake)
    area = _place(actor, intake)
    if known := _same_order(area.code[:6], intake.external_no):
        return known
    category = _law.category_of(intake.category)
    level = Level(intake.level) if intake.level is not None else category.level
    case = _new_case(id, actor, intake, area=area, category=category, level=level, now=now)
    hide(case, intake.about_org, intake.about_user, is_unclear=intake.is_about_unclear, actor=actor)
    recount(case)
    set_next_clock(case, at=now)
    case.no = _next_number(case.county, now)  # as late as may be: the next one waits for the end
    rows.insert(case)
    count_new(case)
    if intake.attachments:
        attachment_bind(actor=actor, ids=list(intake.attachments), stream=case.stream)
    add_line(actor, case, Line(Verb.REGISTER, unit_name=area.display_name), was="", at=now)
    record(
        events.CaseRegistered(
            **moved(case),
            no=case.no,
            origin=case.origin,
            channel=case.channel,
            category=case.category,
            level=case.level,
            due=case.dispatch_due.isoformat(),
        ),
        actor=actor,
    )
    _watch_many(case, actor)
    return case


def _watch_many(case: Case, actor: Actor) -> None:
    """A matter of many people is one from the start 群体."""
    if is_group(people=case.people_count, cases=1):
        case.is_group = True
        case.save(update_fields=["is_group"])
        record(events.CaseGrouped(**identity(case), people=case.people_count, cases=1), actor=actor)


def _clean(intake: Intake) -> Intake:
    """Refuse what cannot be taken, each at its field; normalise the rest."""
    wrong: dict[str, str] = {}
    text, place, name = map(writing.plain, (intake.text, intake.place_text, intake.reporter_name))
    if not text and not intake.attachments:
        wrong["text"] = "请写几句话，或者录一段语音，我们才知道是什么事。"
    if len(text) > MAX_TEXT:
        wrong["text"] = (
            f"写得太长了（{len(text)}字），请留下最要紧的 {MAX_TEXT} 字以内，其余的办理人会打电话问您。"
        )
    if len(place) > 100:
        wrong["place_text"] = "地点写得太长了，100 个字以内就好。"
    if len(name) > 30:
        wrong["reporter_name"] = "姓名太长了，请核对。"
    for field, said in (("text", text), ("place_text", place), ("reporter_name", name)):
        if writing.is_broken(said):
            wrong.setdefault(field, writing.BROKEN)
    phone = ""
    if intake.reporter_phone.strip():
        try:
            phone = normalise(intake.reporter_phone)
        except Invalid as bad:
            wrong["reporter_phone"] = bad.message
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    if intake.confidentiality == Confidentiality.ANONYMOUS:
        name = phone = ""
    return replace(intake, text=text, place_text=place, reporter_name=name, reporter_phone=phone)


def _place(actor: Actor, intake: Intake) -> places.AreaRow:
    """The area must exist, be in force and be small enough to act in."""
    area = places.area_find(intake.area, actor=actor)
    if area is None or area.level not in {"village", "town"}:
        raise Invalid(
            "没有找到这个村，请从名单里选。", fields={"area": "没有找到这个村，请从名单里选。"}
        )
    if actor.kind is Kind.STAFF:
        actor.require(Grant.REGISTER, area=area.code)
    return area


def _new_case(
    id: UUID,
    actor: Actor,
    intake: Intake,
    *,
    area: places.AreaRow,
    category: _law.Category, level: Level, now: datetime,
) -> Case:  # fmt: skip
    county = area.code[:6]
    clocks = _law.clocks_of(level, on=clock.local(now).date(), county=county)
    phone_hash = keyed_hash(intake.reporter_phone) if intake.reporter_phone else ""
    title = title_of(intake.text, category.name)
    return Case(
        id=id,
        county=county,
        town=area.code[:9],
        area_id=area.code,
        state=State.REGISTERED.value,
        level=level.value,
        category=category.code,
        origin=intake.origin,
        channel=intake.channel,
        nature=intake.nature,
        external_no=intake.external_no.strip(),
        suggested=_suggested(intake.text, county),
        sensitive=category.sensitive,
        needs_verify=category.needs_verify,
        group=intake.group,
        grid=intake.grid,
        place_text=intake.place_text,
        lon=intake.lon,
        lat=intake.lat,
        title=title,
        text=intake.text,
        people_count=max(1, intake.people_count),
        attachment_count=len(intake.attachments),
        confidentiality=str(intake.confidentiality),
        reporter_name=intake.reporter_name,
        reporter_phone=intake.reporter_phone,
        phone_hash=phone_hash,
        is_on_behalf=intake.on_behalf,
        registered_by=actor.id,
        registered_at=now,
        clock_version=clocks.version,
        dispatch_due=clocks.dispatch.after(now, _law.calendar(county)),
        search=search_vector_value(
            f"{intake.text} {intake.place_text} {area.display_name} {category.name}"
        ),
    )


def _suggested(text: str, county: str) -> list[dict[str, object]]:
    return [{"code": s.code, "share": round(s.share, 3)} for s in suggest(text, county=county)]


def _same_order(county: str, external_no: str) -> Case | None:
    """An order of another system that has been taken in already."""
    external_no = external_no.strip()
    if not external_no:
        return None
    known = Case.objects.defer("search").filter(county=county, external_no=external_no)
    return known.first()


def _next_number(county: str, now: datetime) -> str:
    """County + day + serial, gapless enough and never twice 编号.

    Basis: domain.md §4.6 `no`.
    """
    day = clock.local(now).date()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_numberseries (county, day, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (county, day) DO UPDATE SET last = cases_numberseries.last + 1"
            " RETURNING last",
            [county, day],
        )
        (last,) = cursor.fetchone()
    return f"{county}{day:%Y%m%d}{last:04d}"


def _same_again(case: Case, actor: Actor, intake: Intake) -> Case:
    """The same form sent twice is one case; another form under the same id is a mistake."""
    if case.registered_by != actor.id or case.area_id != intake.area:
        raise RuleViolation("这个编号已经用过了，请重新打开页面再报。", code="id_reuse")
    return case
