"""A villager says which number is missing; the village puts it on its card, or does not 说一个缺的号码."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from lianxin.domain.orgs.events import (
    CardNumberSuggested,
    CardSuggestionAccepted,
    CardSuggestionDeclined,
)
from lianxin.domain.orgs.models import Card, CardEntry, CardSuggestion
from lianxin.domain.orgs.rules import may_suggest
from lianxin.domain.orgs.services._card import EntryWording, locked, stream
from lianxin.domain.orgs.services._phone import clean_phone
from lianxin.domain.orgs.services.card import card_entry_add
from lianxin.kernel import clock, writing
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound, RuleViolation
from lianxin.kernel.facts import record
from lianxin.kernel.privacy import keyed_hash

WHOSE_SIGNS = 60
DECIDED = "没有找到这一条，可能有人已经处理了。"
MANY = "刚才已经收到好几条了，请过一会儿再说，或者打电话告诉村里。"


@transaction.atomic
def card_suggest(
    *, actor: Actor, id: UUID, village: str, whose: str, phone: str, origin: str
) -> CardSuggestion:
    """Somebody misses a number on the card; they need not know it, nor say who they are.

    Five an hour from one place, and fifty waiting in a village, are heard. `origin`: where it comes
    from (an address); only its keyed hash is kept, until it is decided.
    Safe to repeat: the same `id` sent twice is the same suggestion. Basis: S21.
    Emits: CardNumberSuggested. Raises: Invalid, NotFound, RuleViolation.
    """
    whose = writing.clean(whose, "请写缺谁的、哪里的号码。", name="whose", most=WHOSE_SIGNS)
    number = clean_phone(writing.plain(phone), "phone")
    card = Card.objects.select_for_update().filter(pk=village).first()
    if card is None:
        raise NotFound("这个村还没有服务卡。")
    if known := CardSuggestion.objects.filter(pk=id, village_id=village).first():
        return known
    now, place = clock.now(), keyed_hash(f"card:from:{origin}")
    recent = CardSuggestion.objects.filter(origin=place, at__gt=now - timedelta(hours=1))
    waiting = CardSuggestion.objects.filter(village_id=village, decided_at=None)
    if not may_suggest(an_hour=recent.count(), waiting=waiting.count()):
        raise RuleViolation(MANY, code="slow")
    made = CardSuggestion.objects.create(
        pk=id, village_id=village, whose=whose, phone=number, at=now, origin=place
    )
    event = CardNumberSuggested(stream=stream(card), village=village, suggestion=str(made.pk))
    record(event, actor=actor)
    return made


@transaction.atomic
def card_suggestion_accept(
    *, actor: Actor, suggestion_id: UUID, entry_id: UUID, entry: EntryWording
) -> CardEntry:
    """The number comes onto the card, as whoever asked after it writes it; what was said is forgotten.

    Safe to repeat. Basis: S21. Emits: CardSuggestionAccepted, CardEntryAdded, CardReissued.
    Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    card, told = _held(actor, suggestion_id)
    if told.decided_at is not None:
        if told.entry is not None and told.entry_id == entry_id:
            return told.entry
        raise NotFound(DECIDED)
    made = card_entry_add(actor=actor, id=entry_id, village=card.pk, entry=entry)
    told.entry = made
    _decide(told, actor)
    event = CardSuggestionAccepted(
        stream=stream(card), village=card.pk, suggestion=str(told.pk), entry=str(made.pk)
    )
    record(event, actor=actor)
    return made


@transaction.atomic
def card_suggestion_decline(*, actor: Actor, suggestion_id: UUID) -> None:
    """The number does not come onto the card; what was said is forgotten 不加.

    Safe to repeat. Emits: CardSuggestionDeclined. Raises: Denied, NotFound.
    """
    card, told = _held(actor, suggestion_id)
    if told.decided_at is None:
        _decide(told, actor)
        event = CardSuggestionDeclined(
            stream=stream(card), village=card.pk, suggestion=str(told.pk)
        )
        record(event, actor=actor)


def _held(actor: Actor, suggestion_id: UUID) -> tuple[Card, CardSuggestion]:
    rows = CardSuggestion.objects.filter(pk=suggestion_id)
    village = rows.values_list("village_id", flat=True).first()
    if village is None:
        raise NotFound(DECIDED)
    card = locked(actor, village)
    return card, CardSuggestion.objects.select_for_update().get(pk=suggestion_id)


def _decide(told: CardSuggestion, actor: Actor) -> None:
    told.whose = told.phone = told.origin = ""
    told.decided_at = clock.now()
    told.decided_by = actor.id
    told.save()
