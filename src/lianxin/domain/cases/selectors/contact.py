"""What a message about a case needs to know; for the program itself, never for a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import ENDED, STATE_NAMES, State
from lianxin.domain.cases.services.tracking import tracking_code
from lianxin.domain.users import selectors as users
from lianxin.kernel.actor import Actor, Kind
from lianxin.kernel.asked import KEY, Asked, asked
from lianxin.kernel.errors import Denied


@dataclass(frozen=True)
class CaseContact:
    """How to reach the reporter, and what names the case without telling what it is about."""

    id: UUID
    no: str
    phone: str
    code: str
    level: int
    unit: UUID | None
    outcome: str
    area: str
    category: str
    is_sensitive: bool
    is_hidden_from_town: bool
    is_joined: bool
    state_name: str
    answer_due: datetime | None
    is_guarded: bool
    """Not everybody of the place or the unit may know of it."""
    is_over: bool


def case_contact(case_id: UUID, *, actor: Actor) -> CaseContact | None:
    """The reporter's number in clear, for messages that the system sends; "" if none was left.

    Raises: Denied for people, who look at a number only with a reason.
    """
    if actor.kind is not Kind.SYSTEM:
        raise Denied("只有系统发消息时才能取到号码。")
    case = _row().one(case_id)
    if case is None:
        return None
    return CaseContact(
        id=case.pk,
        no=case.no,
        phone=case.reporter_phone,
        code=tracking_code(case),
        level=case.level,
        unit=case.main_org_id,
        outcome=case.outcome,
        area=case.area_id,
        category=case.category,
        is_sensitive=case.sensitive,
        is_hidden_from_town=case.hidden_from_town,
        is_joined=State(case.state) is State.MERGED,
        state_name=STATE_NAMES[State(case.state)],
        answer_due=case.result_due,
        is_over=State(case.state) in ENDED,
        is_guarded=case.sensitive or case.hidden_from_town or bool(case.barred or case.about_user),
    )


@cache
def _row() -> Asked[Case]:
    return asked(Case.objects.defer("search", "text").filter(pk=KEY))


def may_know(case_id: UUID, people: Iterable[UUID], *, actor: Actor) -> list[UUID]:
    """Of these accounts, those who may open the case; for the program itself, before it tells them.

    Raises: Denied for people.
    """
    if actor.kind is not Kind.SYSTEM:
        raise Denied("只有系统发消息时才用得到。")
    known = []
    for pk in dict.fromkeys(people):
        user = users.user_get(pk, actor=actor)
        if user is None:
            continue
        seen = Case.objects.reachable_by(users.actor_of(user), Grant.SEE)
        if seen.filter(pk=case_id).exists():
            known.append(pk)
    return known
