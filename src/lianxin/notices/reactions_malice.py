"""Who is told of a proposal to mark a matter as a malicious call: the deciders, then the proposer."""

from __future__ import annotations

from uuid import UUID

from lianxin.domain.cases import events
from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import Fact
from lianxin.notices import messages_together as together
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
