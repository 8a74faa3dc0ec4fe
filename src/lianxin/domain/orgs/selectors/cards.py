"""Reads of service cards. What stands on a card is public; the rest is for who keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lianxin.domain.orgs.models import CardEntry, CardSuggestion, CardVersion
from lianxin.domain.orgs.permissions import Grant
from lianxin.domain.orgs.rules import (
    Line,
    arranged,
    empty_groups,
    is_over,
    is_unchecked,
    to_be_rung,
)
from lianxin.domain.orgs.selectors import _card
from lianxin.domain.places import selectors as places
from lianxin.domain.users import selectors as users
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import NotFound

CODE_DIGITS = 12
GRID_WORKER = "R05"
DROPPED_SHOWN = 10


@dataclass(frozen=True)
class CardGroup:
    """A heading with its lines."""

    code: str
    name: str
    icon: str
    hint: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class CardView:
    """A card as a reader sees it. `number`: its version, 0 while the village has begun none."""

    village: str
    village_name: str
    number: int
    since: datetime | None
    groups: tuple[CardGroup, ...]


@dataclass(frozen=True)
class EntryRow:
    """A kept line as its keeper reads it. `is_rung`: its numbers are tried now and then; `is_gone`:
    the post it is about is held no more.
    """

    id: UUID
    village: str
    group: str
    group_name: str
    name: str
    duty: str
    phones: tuple[str, ...]
    hours: str
    post: UUID | None
    valid_to: date | None
    consent_by: str
    consent_on: date | None
    checked_on: date
    checked_by: str
    version: int
    is_rung: bool
    is_unchecked: bool
    is_over: bool
    is_gone: bool


@dataclass(frozen=True)
class Missing:
    """Somebody who belongs on the card and whose number nobody has entered."""

    group: str
    name: str
    duty: str
    post: UUID | None = None


@dataclass(frozen=True)
class SuggestionRow:
    """What a villager misses."""

    id: UUID
    village: str
    whose: str
    phone: str
    at: datetime


@dataclass(frozen=True)
class KeptCard:
    """Everything that the keeper of a card looks at."""

    card: CardView
    entries: dict[UUID, EntryRow]
    hidden: tuple[EntryRow, ...]
    dropped: tuple[EntryRow, ...]
    unchecked: int
    empty: tuple[CardGroup, ...]
    missing: tuple[Missing, ...]
    suggestions: tuple[SuggestionRow, ...]


def card_villages(*, actor: Actor) -> list[places.AreaRow]:
    """The villages whose cards the actor keeps: the own one, or all of a township."""
    found: dict[str, places.AreaRow] = {}
    for scope in actor.scopes_for(Grant.KEEP_CARD):
        for prefix in scope.areas:
            row = places.area_find(prefix.ljust(CODE_DIGITS, "0"), actor=actor)
            if row is None or not row.valid:
                continue
            below = [row] if row.level == "village" else places.villages(row.code, actor=actor)
            found |= {v.code: v for v in below if v.level == "village"}
    return [row for _code, row in sorted(found.items())]


def card_shown(village: str, *, actor: Actor) -> CardView:
    """The card of a village as anybody reads it; an old code stands for today's village.

    Raises: NotFound.
    """
    place = _village(village, actor)
    today = clock.today()
    lines = arranged(
        list(_card.groups()), _card.in_office(place.code, today),
        _card.kept(_card.kept_rows(place.code), today),
    )  # fmt: skip
    return _view(place, lines)


def card_kept(village: str, *, actor: Actor) -> KeptCard:
    """The card of a village with all that its keeper has to know.

    Raises: Denied, NotFound.
    """
    place = _village(village, actor)
    actor.require(Grant.KEEP_CARD, area=place.code)
    today = clock.today()
    rows, office = _card.kept_rows(place.code), _card.in_office(place.code, today)
    groups = list(_card.groups())
    lines = arranged(groups, office, _card.kept(rows, today))
    shown = {line.entry for line in lines}
    held = {line.post for line in office}
    told = {row.pk: _entry(row, place.code, today, held) for row in rows}
    live = [row for row in rows if row.dropped_on is None]
    dropped = sorted((r for r in rows if r.dropped_on), key=_last_dropped, reverse=True)
    view = _view(place, lines)
    empty = empty_groups(groups, lines)
    return KeptCard(
        card=view,
        entries={row.pk: told[row.pk] for row in live if row.pk in shown},
        hidden=tuple(told[row.pk] for row in live if row.pk not in shown),
        dropped=tuple(told[row.pk] for row in dropped[:DROPPED_SHOWN]),
        unchecked=sum(told[row.pk].is_unchecked for row in live if row.pk in shown),
        empty=tuple(group for group in view.groups if group.code in empty),
        missing=_missing(place.code, office, lines, actor),
        suggestions=_suggestions(place.code),
    )  # fmt: skip


def card_entry_get(entry_id: UUID, *, actor: Actor) -> EntryRow:
    """One kept line, for who keeps the card.

    Raises: NotFound.
    """
    row = CardEntry.objects.filter(pk=entry_id).first()
    if row is None or not actor.may(Grant.KEEP_CARD, area=row.card_id):
        raise NotFound("没有找到这一条，可能刚被拿掉。")
    return _entry(row, row.card_id, clock.today(), {row.post_id})


def card_suggestion_get(suggestion_id: UUID, *, actor: Actor) -> SuggestionRow:
    """One suggestion that nobody has decided yet, for who keeps the card.

    Raises: NotFound.
    """
    row = CardSuggestion.objects.filter(pk=suggestion_id, decided_at=None).first()
    if row is None or not actor.may(Grant.KEEP_CARD, area=row.village_id):
        raise NotFound("没有找到这一条，可能有人已经处理了。")
    return _suggestion(row)


def _village(code: str, actor: Actor) -> places.AreaRow:
    found = places.area_find(code, actor=actor)
    if found is None or found.level != "village":
        raise NotFound("没有找到这个村。")
    return found if found.valid else places.area_current(code, actor=actor)


def _view(place: places.AreaRow, lines: tuple[Line, ...]) -> CardView:
    last = CardVersion.objects.filter(card_id=place.code).order_by("-number").first()
    found = []
    for row in codes.table(_card.GROUPS):
        here = tuple(line for line in lines if line.group == row.code)
        icon, plain = row.extra.get("icon", "phone-call"), row.extra.get("plain", "")
        found.append(CardGroup(row.code, row.name, icon, plain, here))
    return CardView(
        village=place.code, village_name=place.short_name, number=last.number if last else 0,
        since=last.at if last else None, groups=tuple(found),
    )  # fmt: skip


def _entry(row: CardEntry, village: str, today: date, held: set[UUID | None]) -> EntryRow:
    return EntryRow(
        id=row.pk, village=village, group=row.group,
        group_name=codes.name_of(_card.GROUPS, row.group), name=row.name, duty=row.duty,
        phones=tuple(row.phones), hours=row.hours, post=row.post_id, valid_to=row.valid_to,
        consent_by=row.consent_by, consent_on=row.consent_on, checked_on=row.checked_on,
        checked_by=row.checked_by, version=row.version,
        is_rung=to_be_rung(row.phones),
        is_unchecked=is_unchecked(row.phones, row.checked_on, today), is_over=is_over(row.valid_to, today),
        is_gone=row.post_id is not None and row.post_id not in held,
    )  # fmt: skip


def _last_dropped(row: CardEntry) -> tuple[str, UUID]:
    return str(row.dropped_on), row.pk


def _missing(
    village: str, office: list[Line], lines: tuple[Line, ...], actor: Actor
) -> tuple[Missing, ...]:
    """Who is in office without a number, and grid workers who have an account and stand nowhere."""
    there = {line.post for line in lines if line.post}
    found = [Missing(x.group, x.name, x.duty, x.post) for x in office if x.post not in there]
    names = {line.name for line in (*office, *lines)}
    at_work = users.role_people(GRID_WORKER, village, actor=actor)
    found += [Missing("SC2", name, "", None) for name in at_work if name not in names]
    return tuple(found)


def _suggestions(village: str) -> tuple[SuggestionRow, ...]:
    rows = CardSuggestion.objects.filter(village_id=village, decided_at=None).order_by("at", "pk")
    return tuple(_suggestion(row) for row in rows)


def _suggestion(row: CardSuggestion) -> SuggestionRow:
    return SuggestionRow(row.pk, row.village_id, row.whose, row.phone, row.at)
