"""Small conveniences of the desk: drafts, who else is looking, seeing a reporter's number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from lianxin.domain.cases.models import Case, Draft, Guess, Viewer
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Confidentiality
from lianxin.domain.cases.services._case import require
from lianxin.kernel import clock, sql
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation
from lianxin.kernel.privacy.services import reveal_log

DRAFT_LIMIT = 20_000
DRAFT_DAYS = 7
FRESH = timedelta(minutes=2)


@transaction.atomic
def draft_save(*, actor: Actor, key: str, body: str) -> None:
    """Keep what is being typed, encrypted, one draft per person and form 草稿.

    Safe to repeat. Emits: nothing, what is being typed has not happened. Raises: Invalid.
    """
    if len(key) > 80 or len(body) > DRAFT_LIMIT:
        raise Invalid("草稿太长，没有存上。请先提交或删短一些。")
    Draft.objects.update_or_create(
        actor_id=actor.id, key=key, defaults={"body": body, "updated_at": clock.now()}
    )


def draft_drop(*, actor: Actor, key: str) -> None:
    """Forget a draft once it has been sent. Safe to repeat. Emits: nothing, as it was kept."""
    sql.run("DELETE FROM cases_draft WHERE actor_id = %s AND key = %s", [actor.id, key])


@transaction.atomic
def presence_touch(*, actor: Actor, case_id: UUID) -> list[str]:
    """Say that somebody has the case open; returns the names of the others.

    Emits: nothing, who looks when is not kept; the row is swept away after two minutes.
    Raises: NotFound.
    """
    now = clock.now()
    if not Case.objects.reachable_by(actor, Grant.SEE).filter(pk=case_id).exists():
        raise NotFound("没有找到这件事。")
    Viewer.objects.update_or_create(
        case_id=case_id,
        actor_id=actor.id,
        defaults={"name": actor.name, "fresh_until": now + FRESH},
    )
    others = Viewer.objects.filter(case_id=case_id, fresh_until__gt=now).exclude(actor_id=actor.id)
    return list(others.order_by("name").values_list("name", flat=True))


@dataclass(frozen=True)
class ReporterClear:
    """A reporter's name and number, unmasked."""

    name: str
    phone: str


@transaction.atomic
def case_reveal_reporter(*, actor: Actor, case_id: UUID, reason: str) -> ReporterClear:
    """Show the reporter unmasked; who looked, and why, is written down 查看反映人.

    A confidential reporter is shown only to those who hold the grant to reveal.
    Emits: nothing; the access log has the line. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    case = Case.objects.visible_to(actor, Grant.SEE).defer("search").filter(pk=case_id).first()
    if case is None:
        raise NotFound("没有找到这件事。")
    secret = case.confidentiality == Confidentiality.CONFIDENTIAL
    require(actor, Grant.REVEAL if secret else Grant.SEE_REPORTER, case)
    if not case.reporter_phone and not case.reporter_name:
        raise RuleViolation("反映人没有留姓名和电话。")
    if len(reason.strip()) < 2:
        raise Invalid("请写明为什么要看，会留下记录。", fields={"reason": "请写明为什么要看。"})
    reveal_log(
        actor=actor,
        subject=case.stream,
        fields=["reporter_name", "reporter_phone"],
        reason=reason.strip(),
    )
    return ReporterClear(case.reporter_name, case.reporter_phone)


@transaction.atomic
def desk_sweep(*, actor: Actor) -> int:
    """Throw away old drafts, viewers who left and guesses forgiven; returns how many rows went.

    Safe to repeat. Emits: nothing, none of these was a fact.
    """
    now = clock.now()
    drafts, _ = Draft.objects.filter(updated_at__lt=now - timedelta(days=DRAFT_DAYS)).delete()
    viewers, _ = Viewer.objects.filter(fresh_until__lt=now).delete()
    guesses, _ = Guess.objects.filter(until__lt=now).delete()
    return drafts + viewers + guesses
