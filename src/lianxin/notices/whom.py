"""Whom a notice goes to, and by which way."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from lianxin.domain.cases import events
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Level
from lianxin.domain.cases.selectors import CaseContact
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.domain.users import selectors as users
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.facts import Fact
from lianxin.notices.channels import sms_kind
from lianxin.notices.messages import CASE_LINK, Words
from lianxin.notices.rules import is_mobile
from lianxin.notices.services import Line, Parcel, message_queue, staff_tell

LEVELS = (9, 6, 4)
"""Township, county, city: so many digits of the code."""


def contact(event: events.CaseEvent, actor: Actor) -> CaseContact:
    """What a notice needs to know of the case."""
    found = cases.case_contact(UUID(event.case_id), actor=actor)
    if found is None:
        raise LookupError("a case is never deleted")
    return found


def what(case: CaseContact, actor: Actor) -> str:
    """Place and category: enough to know the matter by, nothing that names a person."""
    kind = codes.name_of("case_category", case.category) if case.category else ""
    return f"{places.display_name(case.area, actor=actor)} {kind}".strip()


def tell_reporter(case: CaseContact, words: Words, actor: Actor, fact: Fact) -> None:
    """By text message, if a number was left that can take one and this installation sends any."""
    kind = sms_kind()
    if kind is None or not is_mobile(case.phone):
        return
    message_queue(
        actor=actor,
        parcel=Parcel(
            kind=kind,
            to=case.phone,
            words=words,
            dedupe=f"fact:{fact.id}",
            stream=fact.stream,
            is_urgent=case.level == Level.EMERGENCY,
        ),
    )


def tell_desk(case: CaseContact, text: str, actor: Actor, fact: Fact) -> None:
    """The dispatchers of the place."""
    tell(holders(Grant.DISPATCH, case, actor), case, text, actor, fact)


def tell_unit(unit_id: str, case: CaseContact, text: str, actor: Actor, fact: Fact) -> None:
    """Everybody of a unit."""
    if unit_id:
        tell(users.users_of_unit(UUID(unit_id), actor=actor), case, text, actor, fact)


def holders(grant: Grant, case: CaseContact, actor: Actor) -> list[UUID]:
    """Those of the township; if none of them may know of it, those of the county, of the city."""
    for width in LEVELS:
        if found := _at(width, grant, case, actor):
            return found
    return []


def callers(case: CaseContact, actor: Actor) -> list[UUID]:
    """Township and county both call back."""
    return [user for width in LEVELS[:2] for user in _at(width, Grant.CALL_BACK, case, actor)]


def _at(width: int, grant: Grant, case: CaseContact, actor: Actor) -> list[UUID]:
    place = case.area[:width].ljust(12, "0")
    return _may_know(users.users_with_grant(grant, place, actor=actor), case, actor)


def _may_know(people: Iterable[UUID], case: CaseContact, actor: Actor) -> list[UUID]:
    """Whoever is complained of, and all from whom a matter is hidden, hear nothing of it.

    Basis: 济南条例 art. 32, 信访工作条例 art. 30; domain.md §2.9 confidential.
    """
    return cases.may_know(case.id, people, actor=actor) if case.is_guarded else list(people)


def leaders(case: CaseContact, actor: Actor) -> list[UUID]:
    """Those who answer for the place 片, the line 线 and the unit 点, if they have an account.

    Whoever may not see this very matter, because it is about them or their own, is not told of it.
    Basis: S23, domain.md §2.1 (pushed to the leader in charge).
    """
    found = orgs.responsible(case.area, case.category[:2], actor=actor)
    head = orgs.unit_head(case.unit, actor=actor) if case.unit else None
    named = [who.user for who in (found.area_leader, found.line_leader, head) if who and who.user]
    told = []
    for pk in dict.fromkeys(named):
        user = users.user_get(pk, actor=actor)
        if user and cases.may_see_stream(f"case:{case.id}", actor=users.actor_of(user)):
            told.append(pk)
    return told


def tell(people: Iterable[UUID], case: CaseContact, text: str, actor: Actor, fact: Fact) -> None:
    """One line for each of these people, as far as they may know of the case."""
    line = Line(text, CASE_LINK.format(id=case.id), f"fact:{fact.id}", fact.stream)
    staff_tell(actor=actor, users=_may_know(people, case, actor), line=line)
