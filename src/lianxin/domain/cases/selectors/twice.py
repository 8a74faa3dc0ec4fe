"""The same form sent twice: a double click, or a line that broke after it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from lianxin.domain.cases.models import Case, Step
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Verb
from lianxin.kernel import clock, writing
from lianxin.kernel.actor import Actor

JUST_NOW = timedelta(minutes=1)
ALSO: Mapping[str, frozenset[str]] = {
    "note": frozenset({Verb.NOTE.value, Verb.CONTACT.value}),
    "whistle_decide": frozenset({Verb.WHISTLE.value}),
}
"""A form whose step goes by another name."""


def did_just_now(
    case_id: UUID, *, actor: Actor, verb: str, version: int | None, text: str = ""
) -> bool:
    """Was the step that followed `version` this very actor's, with these words, a moment ago?"""
    if version is None or not Case.objects.reachable_by(actor, Grant.SEE).filter(pk=case_id):
        return False
    steps = Step.objects.filter(
        case=case_id, position=version + 1, actor_id=actor.id,
        verb__in=ALSO.get(verb, frozenset({verb})), at__gte=clock.now() - JUST_NOW,
    )  # fmt: skip
    said = writing.plain(text)
    return steps.filter(text=said).exists() if said else steps.exists()
