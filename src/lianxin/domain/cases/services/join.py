"""The same matter twice: joined, and parted again as easily 并案."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Parting
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import ENDED, GROUP_DAYS, State, Verb, Watch, Why, is_group
from lianxin.domain.cases.services._case import (
    Line,
    identity,
    lock,
    move,
    moved,
    require,
    save_step,
    units_of,
)
from lianxin.domain.cases.services._children import stand_alone
from lianxin.domain.cases.services._repeat import call_for_cadre, recount
from lianxin.domain.cases.services._watch import watch
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Denied, Invalid, RuleViolation
from lianxin.kernel.facts import record


@transaction.atomic
def case_join(*, actor: Actor, case_id: UUID, parent_id: UUID, version: int | None = None) -> Case:
    """Two reports of one matter go on as one; both reporters are answered 并案.

    Basis: domain.md §2.9 duplicates. Emits: CaseJoined, CaseGrouped.
    Raises: NotFound, Denied, RuleViolation.
    """
    if case_id == parent_id:
        raise RuleViolation("一件事不能并到它自己里。")
    parent, case = _both(actor, parent_id, case_id, version)
    require(actor, Grant.DISPATCH, case)
    require(actor, Grant.DISPATCH, parent)
    return bring_together(parent, case, actor)


def bring_together(parent: Case, case: Case, actor: Actor) -> Case:
    """The second goes on under the first; the caller holds both locks and has asked who may.

    Emits: CaseJoined, CaseGrouped. Raises: RuleViolation.
    """
    if State(parent.state) in ENDED:
        raise RuleViolation("要并进去的那件事已经结束了，不能再并。")
    if case.child_count:
        raise RuleViolation("这件事下面已经并着别的事，请把那一件并到这件来。")
    if (case.sensitive, case.hidden_from_town) != (parent.sensitive, parent.hidden_from_town):
        raise RuleViolation("一件要保密、一件不保密，不能并在一起。")
    if (case.about_org_id, case.about_user) != (parent.about_org_id, parent.about_user):
        raise RuleViolation("两件反映的不是同一个单位、同一个人，不能并在一起。")
    now, was = clock.now(), case.state
    adds = _people(parent, case)
    case.parent, case.merged_from, case.joined_at = parent, was, now
    move(case, Verb.JOIN, State.MERGED, at=now)
    line = Line(Verb.JOIN, data={"parent": parent.no})
    save_step(actor, case, line, was=was, at=now)
    record(events.CaseJoined(**moved(case), parent=str(parent.pk)), actor=actor)
    parent.child_count += 1
    parent.people_count += adds
    recount(parent)
    _count(parent, actor, Line(Verb.JOIN, is_public=False, data={"child": case.no}))
    return case


def is_same_person(one: Case, other: Case) -> bool:
    """Both were left with the same phone."""
    return bool(one.phone_hash) and one.phone_hash == other.phone_hash


def _people(parent: Case, case: Case) -> int:
    """How many people a report adds: none, if the same person is among them already."""
    others = Case.objects.filter(parent=parent, phone_hash=case.phone_hash).exclude(pk=case.pk)
    if is_same_person(parent, case) or (case.phone_hash and others.exists()):
        return 0
    return case.people_count


@transaction.atomic
def case_join_by_no(*, actor: Actor, case_id: UUID, no: str, version: int | None = None) -> Case:
    """Join a case to the one whose number somebody typed 并案. Emits: CaseJoined, CaseGrouped.

    Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    seen = Case.objects.reachable_by(actor, Grant.SEE).filter(no=no.strip())
    parent = seen.values_list("pk", flat=True).first()
    if parent is None:
        sentence = "没有找到这个编号的事，请再核对一遍。"
        raise Invalid(sentence, fields={"no": sentence})
    return case_join(actor=actor, case_id=case_id, parent_id=parent, version=version)


@transaction.atomic
def case_part(*, actor: Actor, case_id: UUID, version: int | None = None) -> Case:
    """Not the same after all: the case stands alone again, where it was 拆开并案.

    The two are not suggested to each other any more. Who joined their own two, or took the second
    in, may part them too.
    Emits: CaseParted. Raises: NotFound, Denied, RuleViolation.
    """
    parent, case = _both_of_part(actor, case_id, version)
    now = clock.now()
    stand_alone(case, parent, actor, now)
    parent.child_count -= 1
    parent.people_count = max(1, parent.people_count - _people(parent, case))
    recount(parent)
    _count(parent, actor, Line(Verb.PART, is_public=False, data={"child": case.no}))
    first, second = sorted((case.pk, parent.pk))
    Parting.objects.get_or_create(
        case_id=first, other_id=second, defaults={"by": actor.id, "at": now}
    )
    return case


def may_part(actor: Actor, case: Case, parent: Case) -> bool:
    """Whoever dispatches here; of a person's own two also they, and who took the second in."""
    if actor.may(Grant.DISPATCH, area=case.area_id, units=units_of(case)):
        return True
    took_in = case.registered_by == actor.id and actor.may(Grant.REGISTER, area=case.area_id)
    return is_same_person(parent, case) and (took_in or case.stream in actor.streams)


def _both_of_part(actor: Actor, case_id: UUID, version: int | None) -> tuple[Case, Case]:
    """Lock what is parted, the parent first: so does whoever ends a case with all that follows it.

    Of the first nothing is shown, so it need not be in reach.
    """
    known = Case.objects.filter(pk=case_id).values_list("parent", flat=True).first()
    parent = Case.objects.locked(known) if known is not None else None
    case = lock(actor, case_id, version=version)
    if parent is None or case.parent_id != parent.pk or State(case.state) is not State.MERGED:
        raise RuleViolation("这件事没有并到别的事里。")
    parent.remember()
    if not may_part(actor, case, parent):
        raise Denied("您的岗位不能拆开并案，请联系派单的同事。")
    return parent, case


def _both(actor: Actor, parent_id: UUID, case_id: UUID, version: int | None) -> tuple[Case, Case]:
    """Lock both, always in the same order, so that two joins at once do not wait for each other.

    What is joined already comes after what it follows, as for whoever ends or hides a whole matter.
    """
    pair = (parent_id, case_id)
    follows = set(
        Case.objects.filter(pk__in=pair, parent__isnull=False).values_list("pk", flat=True)
    )
    locked = {
        pk: lock(actor, pk, version=version if pk == case_id else None)
        for pk in sorted(pair, key=lambda pk: (pk in follows, pk))
    }
    return locked[parent_id], locked[case_id]


def _count(parent: Case, actor: Actor, line: Line) -> None:
    """The parent's own line, and whether it has become a matter of many."""
    now = clock.now()
    save_step(actor, parent, line, was=parent.state, at=now)
    week = now - timedelta(days=GROUP_DAYS)
    fresh = Case.objects.filter(parent=parent, registered_at__gte=week)
    people = {phone or str(pk) for pk, phone in fresh.values_list("pk", "phone_hash")}
    if parent.registered_at >= week:
        people.add(parent.phone_hash or str(parent.pk))
    cases = len(people)
    call_for_cadre(parent, actor, now)
    if parent.is_group or not is_group(people=parent.people_count, cases=cases):
        return
    parent.is_group = True
    parent.save(update_fields=["is_group"])
    record(
        events.CaseGrouped(**identity(parent), people=parent.people_count, cases=cases),
        actor=actor,
    )
    watch(parent, Watch.NOTICE, Why.GROUP, actor=actor, at=now)
