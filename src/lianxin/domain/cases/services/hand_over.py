"""Somebody leaves a post: what was in their hands passes by a list that both have seen 交接.

Basis: S57 (ownership survives a change of staff).
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, CaseQuerySet, HandOver, WhistleCall
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.services._case import units_of
from lianxin.domain.cases.services._present import nobody_has, present
from lianxin.domain.cases.services.assist import pass_on
from lianxin.domain.places import selectors as places
from lianxin.domain.users import selectors as users
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import record

NOTE_SIGNS = 500
BATCH = 500


@transaction.atomic
def hand_over_open(
    *, actor: Actor, area: str, from_user: UUID, to_user: UUID, note: str = ""
) -> HandOver:
    """Put down what somebody leaves to whom; nothing has passed until the receiver confirms.

    Only open cases of this area, in which the actor may hand over, are on the list.
    Emits: HandOverOpened. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    place = places.area_get(area, actor=actor)
    if not actor.has(Grant.HAND_OVER):
        raise Denied("您的岗位不能办交接，请联系有权限的同事。")
    if from_user == to_user or users.user_get(to_user, actor=actor) is None:
        raise Invalid(
            "请选接手的人，不能是他自己。", fields={"to_user": "请选接手的人，不能是他自己。"}
        )
    if len(note) > NOTE_SIGNS:
        said = f"写得太长了，请控制在 {NOTE_SIGNS} 字以内。"
        raise Invalid(said, fields={"note": said})
    if HandOver.objects.filter(from_user=from_user, confirmed_at=None, dropped_at=None).exists():
        raise RuleViolation("这个人已经有一张交接单，等接手的人确认。")
    cases = _cases(actor, place.code, from_user, to_user)
    calls = _calls(actor, from_user, to_user)
    if not cases and not calls:
        raise RuleViolation("他手上没有在办的事，不用交接。")
    made = HandOver.objects.create(
        area_id=place.code, from_user_id=from_user, to_user_id=to_user, note=note.strip(),
        items={"cases": [str(c.pk) for c in cases], "calls": [str(c) for c in calls]},
        opened_by=actor.id, opened_at=clock.now(),
    )  # fmt: skip
    event = events.HandOverOpened(
        stream=f"hand_over:{made.pk}", hand_over=str(made.pk), from_user=str(from_user),
        to_user=str(to_user), cases=len(cases),
    )  # fmt: skip
    record(event, actor=actor)
    return made


@transaction.atomic
def hand_over_confirm(*, actor: Actor, hand_over_id: UUID) -> HandOver:
    """The receiver has read the list and takes it over 确认接手.

    What ended since, or went to another person, stays where it is. Safe to repeat.
    Emits: HandOverConfirmed and CaseAssigned. Raises: Denied, NotFound, RuleViolation.
    """
    row = _locked(hand_over_id)
    if actor.id != f"user:{row.to_user_id}":
        raise Denied("要由接手的人自己确认。")
    if row.confirmed_at is not None:
        return row
    if row.dropped_at is not None:
        raise RuleViolation("这张交接单已经作废了。")
    former = f"user:{row.from_user_id}"
    passed = 0
    for case in _listed(row, actor).filter(owner=former):
        if actor.may(Grant.SIGN, area=case.area_id, units=units_of(case)):
            case.remember()
            pass_on(case, row.to_user_id, actor, why="handed_over", text=row.note)
            passed += 1
    calls = WhistleCall.objects.filter(
        pk__in=row.items.get("calls", []), answered_by=former, result_at=None
    ).exclude(whistle__case__about_user=actor.id)
    calls.update(answered_by=actor.id)
    row.confirmed_by, row.confirmed_at = actor.id, clock.now()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    event = events.HandOverConfirmed(
        stream=f"hand_over:{row.pk}", hand_over=str(row.pk), to_user=str(row.to_user_id),
        cases=passed,
    )  # fmt: skip
    record(event, actor=actor)
    return row


@transaction.atomic
def hand_over_drop(*, actor: Actor, hand_over_id: UUID) -> HandOver:
    """Whoever opened a list, or the receiver, may take it back before it is confirmed 作废.

    Safe to repeat. Emits: HandOverDropped. Raises: Denied, NotFound, RuleViolation.
    """
    row = _locked(hand_over_id)
    if actor.id not in {row.opened_by, f"user:{row.to_user_id}"}:
        raise Denied("要由开单的人或者接手的人来作废。")
    if row.confirmed_at is not None:
        raise RuleViolation("已经接手了，要交回去请另开一张交接单。")
    if row.dropped_at is None:
        row.dropped_at = clock.now()
        row.save(update_fields=["dropped_at"])
        event = events.HandOverDropped(stream=f"hand_over:{row.pk}", hand_over=str(row.pk))
        record(event, actor=actor)
    return row


def owner_tick(*, actor: Actor) -> int:
    """What nobody has in hand goes to the head of the unit; no case is nobody's over a working day.

    Runs every night. Safe to repeat. Returns how many cases were given to somebody.
    Emits: CaseAssigned. Basis: S57.
    """
    given = 0
    open_now = Case.objects.still_open().filter(main_org__isnull=False)
    units = [u for u in open_now.order_by().values_list("main_org", flat=True).distinct() if u]
    for unit, staff in present(units, actor=actor).items():
        given += _give_to_head(unit, staff, actor)
    return given


@transaction.atomic
def _give_to_head(unit: UUID, staff: frozenset[UUID], actor: Actor) -> int:
    heads = [u for u in users.unit_holders(Grant.HAND_OVER, unit, actor=actor) if u in staff]
    if not heads:
        return 0
    rows = Case.objects.still_open().filter(nobody_has(unit, staff)).defer("search", "text")
    found = list(rows.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    given = 0
    for case in found:
        head = next((user for user in heads if case.about_user != f"user:{user}"), None)
        if head is None:
            continue
        case.remember()
        pass_on(case, head, actor, why="nobody")
        given += 1
    return given


def _cases(actor: Actor, area: str, from_user: UUID, to_user: UUID) -> list[Case]:
    """Open cases of the leaver here; a complaint about the receiver stays off the list."""
    rows = Case.objects.visible_to(actor, Grant.HAND_OVER).still_open()
    rows = rows.exclude(about_user=f"user:{to_user}")
    rows = rows.filter(owner=f"user:{from_user}", area__code__startswith=places.prefix_of(area))
    return list(rows.only("pk", "owner").order_by("next_due")[:BATCH])


def _calls(actor: Actor, from_user: UUID, to_user: UUID) -> list[UUID]:
    rows = WhistleCall.objects.filter(
        answered_by=f"user:{from_user}", result_at=None, whistle__state="called"
    )
    seen = Case.objects.reachable_by(actor, Grant.HAND_OVER).exclude(about_user=f"user:{to_user}")
    return list(rows.filter(whistle__case__in=seen).values_list("pk", flat=True)[:BATCH])


def _listed(row: HandOver, actor: Actor) -> CaseQuerySet:
    """What is on the list and open, locked in the order in which joining locks, too."""
    rows = Case.objects.still_open().filter(pk__in=row.items.get("cases", []))
    rows = rows.exclude(about_user=actor.id).order_by("pk")
    return rows.defer("search").select_for_update(of=("self",))


def _locked(hand_over_id: UUID) -> HandOver:
    row = HandOver.objects.select_for_update().filter(pk=hand_over_id).first()
    if row is None:
        raise NotFound("没有找到这张交接单。")
    return row
