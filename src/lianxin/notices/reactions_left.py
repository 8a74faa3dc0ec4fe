"""Who is told when somebody leaves and what they had in hand stays behind (S57)."""

from __future__ import annotations

from uuid import UUID

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.orgs import events as org_events
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.users import events as user_events
from lianxin.domain.users import selectors as users
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import Fact
from lianxin.notices import messages_together as together
from lianxin.notices.services import Line, staff_tell


def on_somebody_left(
    event: user_events.RoleEnded | user_events.AccountDisabled, *, actor: Actor, fact: Fact
) -> None:
    """What they had in hand is nobody's from now on: the head of the unit hears of it at once."""
    _tell_of_the_gone(UUID(event.user), actor, fact)


def on_post_ended(event: org_events.PostEnded, *, actor: Actor, fact: Fact) -> None:
    """The same for whoever gave up a post, if it has an account; from the last day on the night does."""
    if user := orgs.post_user(UUID(event.post), actor=actor):
        _tell_of_the_gone(user, actor, fact)


def _tell_of_the_gone(user: UUID, actor: Actor, fact: Fact) -> None:
    counts = cases.left_behind(user, actor=actor)
    if not counts:
        return
    name = users.user_names([user], actor=actor).get(user, "")
    units = orgs.org_names(counts, actor=actor)
    for unit, n in counts.items():
        text = together.left_behind(name, units.get(unit, ""), n)
        line = Line(text, together.HAND_OVERS, f"fact:{fact.id}:{unit}", fact.stream)
        heads = cases.heads_at_work(unit, actor=actor)
        staff_tell(actor=actor, users=heads or _centre(unit, actor), line=line)


def _centre(unit: UUID, actor: Actor) -> list[UUID]:
    """A unit without a head: whoever may hand over in its township, or else its county."""
    area = orgs.org_area(unit, actor=actor)
    for width in (9, 6):
        place = area[:width].ljust(12, "0")
        if found := users.users_with_grant(Grant.HAND_OVER, place, actor=actor):
            return found
    return []
