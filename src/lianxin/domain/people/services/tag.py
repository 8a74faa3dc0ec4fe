"""Say that a household or person is in a difficulty, and that it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from lianxin.domain.people.events import TagEnded, TagGiven
from lianxin.domain.people.models import Household, Resident, Tag
from lianxin.domain.people.models.resident import COUNTED
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import BASES, Kind, age_on, check_period
from lianxin.domain.people.services._rows import (
    NOBODY,
    household_locked,
    one_of,
    place_of,
    refresh_tags,
)
from lianxin.kernel import clock, writing
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.codes.selectors import CodeRow
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import record

TABLE = "difficulty"
TEXT_LENGTH = 80
GRANT_OF = {Kind.HEALTH.value: Grant.SEE_HEALTH, Kind.HIDDEN.value: Grant.SEE_HIDDEN}


@dataclass(frozen=True)
class NewTag:
    """A difficulty to enter. `resident`: whose it is, where it is one person's.

    `until`: the first day on which it counts no more, as the list or the review says.
    """

    id: UUID
    code: str
    basis: str
    resident: UUID | None = None
    basis_text: str = ""
    grade: int | None = None
    since: date | None = None
    until: date | None = None


@transaction.atomic
def tag_give(*, actor: Actor, household_id: UUID, tag: NewTag) -> Tag:
    """A household or person is in a difficulty 认定困难类别.

    Safe to repeat: the same kind for the same person is given once.
    Emits: TagGiven. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    home = household_locked(household_id, actor=actor, grant=Grant.TAG)
    row = _code(tag.code)
    kind = str(row.extra["kind"])
    if kind in GRANT_OF and not actor.may(GRANT_OF[kind], area=place_of(home)):
        raise Denied("这一类困难要由能看这类信息的岗位登记。", code=GRANT_OF[kind])
    person = _person(home, tag, row)
    held = Tag.objects.filter(household=home, resident=person, code=tag.code, ended_on=None)
    found: Tag | None = held.first()
    if found is not None:
        return found
    now = clock.now()
    today = clock.local(now).date()
    since = tag.since or today
    check_period(since, tag.until, today)
    made = Tag.objects.create(
        id=tag.id, household=home, resident=person, county=home.county, town=home.town,
        area_id=home.area_id, grid=home.grid, code=tag.code, kind=kind,
        care=str(row.extra.get("care", "")), grade=_grade(tag, row),
        basis=one_of(tag.basis, BASES, "basis", "请选依据。"),
        basis_text=writing.clean(tag.basis_text, "", name="basis_text", most=TEXT_LENGTH),
        from_on=since, until_on=tag.until, given_by=actor.id, given_name=actor.name[:60],
        given_at=now,
    )  # fmt: skip
    refresh_tags(home, now)
    event = TagGiven(
        stream=f"household:{home.pk}", household=str(home.pk), tag=str(made.pk), code=_said(made)
    )
    record(event, actor=actor)
    return made


@transaction.atomic
def tag_end(*, actor: Actor, tag_id: UUID, reason: str) -> Tag:
    """The difficulty is over, or it was a mistake; the reason stays 取消认定.

    Safe to repeat. Emits: TagEnded. Raises: Denied, Invalid, NotFound.
    """
    found = Tag.objects.visible_to(actor, Grant.SEE).filter(pk=tag_id).first()
    if found is None or not _may_know(found, actor):
        raise NotFound("没有找到这一条，可能已经取消了。")
    home = household_locked(found.household_id, actor=actor, grant=Grant.TAG)
    row: Tag = Tag.objects.select_for_update().get(pk=tag_id)
    if row.ended_on is not None:
        return row
    now = clock.now()
    row.end_reason = writing.clean(reason, "请写为什么取消。", name="reason", most=TEXT_LENGTH)
    row.ended_on = clock.local(now).date()
    row.save(update_fields=["end_reason", "ended_on"])
    refresh_tags(home, now)
    event = TagEnded(
        stream=f"household:{home.pk}", household=str(home.pk), tag=str(row.pk), code=_said(row)
    )
    record(event, actor=actor)
    return row


def _said(tag: Tag) -> str:
    """What a fact may say of it: nothing of a difficulty that few may know of."""
    return tag.code if tag.kind == Kind.PLAIN else ""


def _may_know(tag: Tag, actor: Actor) -> bool:
    grant = GRANT_OF.get(tag.kind)
    return grant is None or actor.may(grant, area=place_of(tag))


def _code(code: str) -> CodeRow:
    row = codes.table_map(TABLE).get(code)
    if row is None or "kind" not in row.extra:
        said = "请从列出的困难类别里选一个。"
        raise Invalid(said, fields={"code": said})
    return row


def _person(home: Household, tag: NewTag, row: CodeRow) -> Resident | None:
    if tag.resident is None:
        if row.extra.get("person"):
            said = f"“{row.name}”是一个人的困难，请选是家里哪一位。"
            raise Invalid(said, fields={"resident": said})
        return None
    person: Resident | None = home.residents.filter(COUNTED, pk=tag.resident).first()
    if person is None:
        raise NotFound(NOBODY)
    if person.birth_on is not None:
        age = age_on(person.birth_on, clock.today())
        least, below = row.extra.get("from_age", 0), row.extra.get("below_age", 999)
        if age < least:
            raise RuleViolation(f"“{row.name}”要满 {least} 岁，这位才 {age} 岁。")
        if age >= below:
            raise RuleViolation(f"“{row.name}”要不满 {below} 岁，这位已经 {age} 岁。")
    return person


def _grade(tag: NewTag, row: CodeRow) -> int | None:
    most = row.extra.get("grades")
    if most is None or tag.grade is None:
        return None
    if not 1 <= tag.grade <= most:
        said = f"等级是 1 到 {most} 级。"
        raise Invalid(said, fields={"grade": said})
    return tag.grade
