"""A village's service card: lines added, put right, taken off, put in order, rung 便民服务卡."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from lianxin.domain.orgs.events import (
    CardEntryAdded,
    CardEntryChanged,
    CardEntryChecked,
    CardEntryDropped,
    CardEntryPlaced,
    CardEntryRestored,
)
from lianxin.domain.orgs.models import Card, CardEntry
from lianxin.domain.orgs.rules import Written, needs_consent
from lianxin.domain.orgs.selectors import _card as reading
from lianxin.domain.orgs.services._card import (
    GONE,
    EntryWording,
    check_alone,
    cleaned,
    entry_held,
    locked,
    reissue,
    reissue_of,
    stream,
)
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import NotFound, RuleViolation
from lianxin.kernel.facts import record

STALE = "刚刚有别人改过这一条，现在的样子写在上面。您写的还在，看好了再存。"


@transaction.atomic
def card_open(*, actor: Actor, village: str) -> Card:
    """A village begins its card; who is in office with a number stands on it at once 开始做卡.

    Safe to repeat. Basis: S19. Emits: CardOpened, CardReissued. Raises: Denied, Invalid, NotFound.
    """
    card = locked(actor, village, begins=True)
    reissue(card, actor)
    return card


@transaction.atomic
def card_entry_add(*, actor: Actor, id: UUID, village: str, entry: EntryWording) -> CardEntry:
    """Put a line on the card, last in its group; whoever writes it has the number from today 加一条.

    Safe to repeat: the same `id` sent twice is the same line. Basis: S19, domain.md §4.12.
    Emits: CardEntryAdded, CardReissued. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    card = locked(actor, village, begins=True)
    if known := CardEntry.objects.filter(pk=id).first():
        if known.card_id != village:
            raise RuleViolation("这个编号已经用过了，请重新打开页面再加。", code="id_reuse")
        return known
    line = cleaned(card, entry)
    check_alone(card, line, post=entry.post)
    made = CardEntry.objects.create(
        pk=id, card=card, post_id=entry.post, order=_last(card, line.group), **_columns(line),
        **_rung(actor),
    )  # fmt: skip
    record(CardEntryAdded(stream=stream(card), village=village, entry=str(made.pk)), actor=actor)
    reissue(card, actor)
    return made


@transaction.atomic
def card_usual_add(*, actor: Actor, village: str) -> int:
    """Put the numbers that are the same everywhere on the card, where they are missing 常用号码.

    Returns how many were added. Safe to repeat. Basis: domain.md §4.12 SC5.
    Emits: CardEntryAdded, CardReissued. Raises: Denied, Invalid, NotFound.
    """
    card = locked(actor, village, begins=True)
    rows = [row for row in reading.kept_rows(card.pk) if row.dropped_on is None]
    there = {phone for row in rows for phone in row.phones}
    added = 0
    for row in codes.table(reading.GROUPS):
        for name, _blank, phone in (text.rpartition(" ") for text in row.extra.get("usual", ())):
            if phone in there:
                continue
            line = EntryWording(row.code, name, (phone,))
            card_entry_add(actor=actor, id=ids.new(), village=village, entry=line)
            added += 1
    return added


@transaction.atomic
def card_entry_change(
    *, actor: Actor, entry_id: UUID, entry: EntryWording, version: int | None = None
) -> CardEntry:
    """Put a line right; another number counts as rung today 改一条.

    `version`: the one that was on the screen. Safe to repeat.
    Emits: CardEntryChanged, CardReissued. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    card, row = entry_held(actor, entry_id)
    if row.dropped_on is not None:
        raise NotFound(GONE)
    line = cleaned(card, replace(entry, post=row.post_id))
    wanted = _columns(line)
    if row.consent_by == wanted["consent_by"] and row.phones == wanted["phones"]:
        wanted["consent_on"] = row.consent_on
    new = {key: value for key, value in wanted.items() if getattr(row, key) != value}
    if not new:
        return row
    if version is not None and version != row.version:
        raise RuleViolation(STALE, code="stale")
    check_alone(card, line, entry=row.pk, post=row.post_id)
    if "phones" in new:
        new |= _rung(actor)
    if "group" in new:
        new["order"] = _last(card, line.group)
    for key, value in new.items():
        setattr(row, key, value)
    row.version += 1
    row.save()
    record(CardEntryChanged(**_identity(card, row)), actor=actor)
    reissue(card, actor)
    return row


@transaction.atomic
def card_entry_drop(*, actor: Actor, entry_id: UUID) -> CardEntry:
    """Take a line off the card; it can come back 拿掉一条.

    Safe to repeat. Emits: CardEntryDropped, CardReissued. Raises: Denied, NotFound.
    """
    card, row = entry_held(actor, entry_id)
    if row.dropped_on is None:
        row.dropped_on = clock.today()
        row.version += 1
        row.save(update_fields=["dropped_on", "version"])
        record(CardEntryDropped(**_identity(card, row)), actor=actor)
        reissue(card, actor)
    return row


@transaction.atomic
def card_entry_restore(*, actor: Actor, entry_id: UUID) -> CardEntry:
    """A line that was taken off comes back as it was 放回来.

    Safe to repeat. Emits: CardEntryRestored, CardReissued. Raises: Denied, Invalid, NotFound.
    """
    card, row = entry_held(actor, entry_id)
    if row.dropped_on is None:
        return row
    line = Written(row.group, row.name, row.duty, tuple(row.phones), row.hours)
    check_alone(card, line, post=row.post_id)
    row.dropped_on = None
    row.version += 1
    row.save(update_fields=["dropped_on", "version"])
    record(CardEntryRestored(**_identity(card, row)), actor=actor)
    reissue(card, actor)
    return row


@transaction.atomic
def card_entry_place(*, actor: Actor, entry_id: UUID, before: UUID | None) -> None:
    """A line goes before another one of its group, or to the end 排顺序.

    Safe to repeat, also by two people at once: whoever is second finds it there already.
    Emits: CardEntryPlaced, CardReissued. Raises: Denied, NotFound.
    """
    card, moved = entry_held(actor, entry_id)
    rows = [
        r for r in reading.kept_rows(card.pk) if r.dropped_on is None and r.group == moved.group
    ]
    others = [row for row in rows if row.pk != entry_id]
    at = next((n for n, row in enumerate(others) if row.pk == before), None)
    if moved.dropped_on is not None or before is not None and at is None:
        raise NotFound(GONE)
    wanted = [*others]
    wanted.insert(len(others) if at is None else at, moved)
    if [row.pk for row in wanted] == [row.pk for row in rows]:
        return
    for n, row in enumerate(wanted):
        row.order = n
    CardEntry.objects.bulk_update(wanted, ["order"])
    record(CardEntryPlaced(**_identity(card, moved)), actor=actor)
    reissue(card, actor)


@transaction.atomic
def card_entry_check(*, actor: Actor, entry_id: UUID) -> CardEntry:
    """Somebody rang the number, and it was right 核对过了. The card says nothing else by it.

    Safe to repeat. Basis: domain.md §4.12. Emits: CardEntryChecked. Raises: Denied, NotFound.
    """
    card, row = entry_held(actor, entry_id)
    if row.dropped_on is not None:
        raise NotFound(GONE)
    if row.checked_on != clock.today():
        for key, value in _rung(actor).items():
            setattr(row, key, value)
        row.save(update_fields=["checked_on", "checked_by"])
        record(CardEntryChecked(**_identity(card, row)), actor=actor)
    return row


def cards_refresh(*, actor: Actor) -> int:
    """Every card whose lines ended, or whose people came or went by the day, becomes another version.

    Each card by itself, so that one waits for no other. Returns how many there are.
    Safe to repeat. Emits: CardReissued.
    """
    villages = list(Card.objects.order_by("pk").values_list("pk", flat=True))
    for village in villages:
        with transaction.atomic():
            reissue_of(village, actor)
    return len(villages)


def _columns(line: Written) -> dict[str, Any]:
    is_office = reading.is_office_group(line.group)
    is_agreed = needs_consent(line.phones, is_office=is_office)
    return {
        "group": line.group, "name": line.name, "duty": line.duty, "phones": list(line.phones),
        "hours": line.hours, "valid_to": line.valid_to,
        "consent_by": line.consent_by if is_agreed else "",
        "consent_on": clock.today() if is_agreed else None,
    }  # fmt: skip


def _rung(actor: Actor) -> dict[str, Any]:
    return {"checked_on": clock.today(), "checked_by": actor.name[:60]}


def _last(card: Card, group: str) -> int:
    orders = CardEntry.objects.filter(card=card, group=group).values_list("order", flat=True)
    return max(orders, default=-1) + 1


def _identity(card: Card, row: CardEntry) -> dict[str, str]:
    return {"stream": stream(card), "village": card.pk, "entry": str(row.pk)}
