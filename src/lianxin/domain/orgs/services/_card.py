"""What every change of a card does: one after another in a village, and a new version if it shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lianxin.domain.orgs.events import CardOpened, CardReissued
from lianxin.domain.orgs.models import Card, CardEntry, CardVersion, Post
from lianxin.domain.orgs.permissions import Grant
from lianxin.domain.orgs.rules import (
    PHONE_FIELDS,
    Level,
    Line,
    Written,
    arranged,
    check_entry,
    check_once,
    content_hash,
    group_of_post,
)
from lianxin.domain.orgs.selectors import _card as reading
from lianxin.domain.orgs.services._phone import clean_phone
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, writing
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound
from lianxin.kernel.facts import record

LONG = 200
GONE = "没有找到这一条，可能刚被拿掉。"


@dataclass(frozen=True)
class EntryWording:
    """A line as it was typed. `post`: the post it is about; group and name then follow from it.

    `has_consent`, `consent_by`: somebody agreed that a private number is shown, and who said so.
    """

    group: str
    name: str
    phones: tuple[str, ...]
    duty: str = ""
    hours: str = ""
    valid_to: date | None = None
    has_consent: bool = False
    consent_by: str = ""
    post: UUID | None = None


def locked(actor: Actor, village: str, *, begins: bool = False) -> Card:
    """The card of a village, held until the end of the transaction; begun if it may be.

    Raises: Denied, Invalid, NotFound.
    """
    place = places.area_get(village, actor=actor)
    actor.require(Grant.KEEP_CARD, area=place.code)
    if place.level != "village" or not place.valid:
        raise Invalid("请选村。", fields={"village": "请选村。"})
    is_new = False
    if begins:
        _card, is_new = Card.objects.get_or_create(pk=place.code)
    card = Card.objects.select_for_update().filter(pk=place.code).first()
    if card is None:
        raise NotFound("这个村还没有开始做服务卡。")
    if is_new:
        record(CardOpened(stream=stream(card), village=card.pk), actor=actor)
    return card


def entry_held(actor: Actor, entry_id: UUID) -> tuple[Card, CardEntry]:
    """A line, with its card held.

    Raises: Denied, NotFound.
    """
    village = CardEntry.objects.filter(pk=entry_id).values_list("card_id", flat=True).first()
    if village is None:
        raise NotFound(GONE)
    card = locked(actor, village)
    return card, CardEntry.objects.select_for_update().get(pk=entry_id)


def stream(card: Card) -> str:
    """The line of facts of a card."""
    return f"card:{card.pk}"


def reissue(card: Card, actor: Actor) -> None:
    """Another version, if what a reader sees today is not what the last one showed. Holds `card`."""
    names, today = reading.groups(), clock.today()
    rows = reading.kept_rows(card.pk)
    lines = arranged(list(names), reading.in_office(card.pk, today), reading.kept(rows, today))
    sign = content_hash(lines, names)
    if sign == card.content_hash or not lines and not card.number:
        return
    card.number += 1
    card.content_hash = sign
    card.save(update_fields=["number", "content_hash"])
    CardVersion.objects.create(card=card, number=card.number, at=clock.now(), content_hash=sign)
    event = CardReissued(stream=stream(card), village=card.pk, number=card.number)
    record(event, actor=actor)


def reissue_of(village: str, actor: Actor) -> None:
    """The same for a village whose people in office changed, if it has a card."""
    card = Card.objects.select_for_update().filter(pk=village).first()
    if card is not None:
        reissue(card, actor)


def cleaned(card: Card, given: EntryWording) -> Written:
    """What was typed, in one form and right by itself.

    Raises: Invalid, NotFound.
    """
    group, name = given.group, given.name
    if given.post is not None:
        group, name = _of_post(card, given.post)
    if group not in reading.groups():
        raise Invalid("请选放在哪一组。", fields={"group": "请选放在哪一组。"})
    line = Written(
        group=group, name=_one_line(name, "name"), duty=_one_line(given.duty, "duty"),
        phones=_numbers(given.phones), hours=_one_line(given.hours, "hours"),
        valid_to=given.valid_to, consent_by=_one_line(given.consent_by, "consent_by"),
        has_consent=given.has_consent,
    )  # fmt: skip
    check_entry(line, is_office=reading.is_office_group(group), today=clock.today())
    return line


def check_alone(
    card: Card, line: Written, *, entry: UUID | None = None, post: UUID | None = None
) -> None:
    """Nobody stands twice: neither beside the lines that are kept, nor beside who is in office.

    Raises: Invalid.
    """
    rows = [row for row in reading.kept_rows(card.pk) if row.dropped_on is None]
    others: Iterable[Line] = (
        *reading.in_office(card.pk, clock.today()), *(reading.line_of(row) for row in rows)
    )  # fmt: skip
    is_own = {entry, post} - {None}
    check_once(line, (x for x in others if x.entry not in is_own and x.post not in is_own))


def _of_post(card: Card, post_id: UUID) -> tuple[str, str]:
    post = Post.objects.filter(
        pk=post_id, org__area_id=card.pk, org__level=Level.VILLAGE.value, is_public=True
    ).first()
    if post is None or not post.is_held_on(clock.today()):
        raise NotFound("没有找到这个岗位，可能已经换人了。")
    return group_of_post(post.title), post.person_name


def _one_line(text: str, field: str) -> str:
    return " ".join(writing.clean(text, "", name=field, most=LONG).split())


def _numbers(given: tuple[str, ...]) -> tuple[str, ...]:
    said = zip((*PHONE_FIELDS, *["phone"] * len(given)), given, strict=False)
    found = [clean_phone(writing.plain(text), field) for field, text in said]
    return tuple(number for number in found if number)
