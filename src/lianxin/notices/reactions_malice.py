"""Who is told of a proposal to mark a matter as a malicious call: the deciders, then the proposer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from lianxin.domain.cases import events
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules.malice import Verdict
from lianxin.domain.users import selectors as users
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import Fact
from lianxin.notices import messages_together as together
from lianxin.notices.rules import account_of
from lianxin.notices.services import Line, staff_tell
from lianxin.notices.whom import holders


def on_malice_asked(event: events.MaliceAsked, *, actor: Actor, fact: Fact) -> None:
    """Those who may decide, as far as they may know of the matter; its reporter never."""
    case = cases.case_contact(UUID(event.case_id), actor=actor)
    if case is None:
        return
    line = Line(
        together.malice_asked(case.no), together.MALICE, f"fact:{fact.id}", f"case:{case.id}"
    )
    staff_tell(actor=actor, users=holders(Grant.DECIDE_MALICE, case, actor), line=line)


def on_malice_decided(event: events.MaliceDecided, *, actor: Actor, fact: Fact) -> None:
    """Whoever proposed it learns the verdict; the reason is read on the page."""

    def text(no: str) -> str:
        if event.verdict != Verdict.APPROVED:
            return together.malice_refused(no)
        end = clock.local(datetime.fromisoformat(event.until)).date()
        return together.malice_approved(no, end.isoformat())

    _tell_proposer(event, text, actor, fact)


def on_malice_lifted(event: events.MaliceLifted, *, actor: Actor, fact: Fact) -> None:
    """Whoever proposed it learns that the mark is gone, unless it was they who took it back."""
    _tell_proposer(event, together.malice_lifted, actor, fact)


def _tell_proposer(
    event: events.MaliceDecided | events.MaliceLifted,
    text: Callable[[str], str],
    actor: Actor,
    fact: Fact,
) -> None:
    """As far as they may still know of it: who has left the post, or is complained of, may not."""
    account = account_of(event.asked_by)
    user = users.user_get(account, actor=actor) if account else None
    row = cases.malice_get(UUID(event.mark), actor=users.actor_of(user)) if user else None
    if user and row:
        line = Line(text(row.no), together.MALICE, f"fact:{fact.id}", f"case:{row.case}")
        staff_tell(actor=actor, users=[user.pk], line=line)
