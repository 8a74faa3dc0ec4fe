"""What others who said the same are told of the answer to a matter that theirs was joined to."""

from __future__ import annotations

from lianxin.domain.cases.models import Case, Step
from lianxin.domain.cases.rules import Verb, without_reporter

ANSWERS = (Verb.REPLY.value, Verb.SETTLE.value, Verb.GIVE_UP.value)


def answer_for_others(parent: Case) -> str:
    """The last public answer to a matter, without anything that names whoever reported it.

    Empty while there is none. Basis: domain.md §2.7 `merged` (every reporter still gets feedback).
    """
    said = Step.objects.filter(case=parent, verb__in=ANSWERS, is_public=True)
    text = said.order_by("-position").values_list("text", flat=True).first() or ""
    return without_reporter(text, name=parent.reporter_name, phone=parent.reporter_phone)
