"""Note what a person agreed to, and that they agree no more."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from lianxin.domain.people.events import ConsentGiven, ConsentWithdrawn
from lianxin.domain.people.models import Consent
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules.consent import METHODS, Method, check_consent
from lianxin.domain.people.services._rows import one_of, resident_locked
from lianxin.kernel import clock, writing
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid
from lianxin.kernel.facts import record

WITNESS_LENGTH = 40


@transaction.atomic
def consent_give(
    *,
    actor: Actor,
    resident_id: UUID,
    purpose: str,
    method: str,
    witness: str = "",
    on: date | None = None,
) -> Consent:
    """A person says yes to one purpose; for a child the guardian does 同意.

    Safe to repeat: a yes that stands is not asked again.
    Emits: ConsentGiven. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    home, person = resident_locked(resident_id, actor=actor, grant=Grant.KEEP)
    one_of(purpose, codes.table_map("consent_purpose"), "purpose", "请选用途。")
    how = Method(one_of(method, METHODS, "method", "请选同意方式。"))
    if found := Consent.objects.filter(resident=person, purpose=purpose, withdrawn_at=None).first():
        return found
    seen = writing.clean(witness, "", name="witness", most=WITNESS_LENGTH)
    today = clock.today()
    if on is not None and on > today:
        said = "日期还没有到。"
        raise Invalid(said, fields={"on": said})
    check_consent(
        method=how, witness=seen, birth=person.birth_on,
        has_guardian=person.guardian_id is not None, today=today,
    )  # fmt: skip
    made = Consent.objects.create(
        resident=person, purpose=purpose, method=how.value, witness=seen,
        by_guardian_id=person.guardian_id, given_on=on or today,
        noted_by=actor.id, noted_name=actor.name[:60],
    )  # fmt: skip
    event = ConsentGiven(
        stream=f"household:{home.pk}", resident=str(person.pk), consent=str(made.pk),
        purpose=purpose,
    )  # fmt: skip
    record(event, actor=actor)
    return made


@transaction.atomic
def consent_withdraw(*, actor: Actor, resident_id: UUID, purpose: str) -> None:
    """A person agrees no more; no reason is asked 撤回同意.

    Safe to repeat. Emits: ConsentWithdrawn. Raises: Denied, NotFound.
    Basis: 个人信息保护法 art. 15.
    """
    home, person = resident_locked(resident_id, actor=actor, grant=Grant.KEEP)
    held = Consent.objects.select_for_update().filter(
        resident=person, purpose=purpose, withdrawn_at=None
    )
    row = held.first()
    if row is None:
        return
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    event = ConsentWithdrawn(
        stream=f"household:{home.pk}", resident=str(person.pk), consent=str(row.pk),
        purpose=purpose,
    )  # fmt: skip
    record(event, actor=actor)
