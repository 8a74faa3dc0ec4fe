"""The way back to a matter for somebody without an account: number and tracking code."""

from __future__ import annotations

import hmac
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from lianxin.domain.cases.models import Case, Guess
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation
from lianxin.kernel.privacy import keyed_hash
from lianxin.kernel.privacy.phones import normalise

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 6
MAX_GUESSES = 10
PAUSE = timedelta(minutes=15)
WRONG = "编号和查询码对不上，请照着记下来的再核对一遍。"


def tracking_code(case: Case) -> str:
    """The six signs that open a case for its reporter; derived, never stored 查询码."""
    return code_of(case.pk)


def code_of(case_id: UUID) -> str:
    """The same from the id alone, for who registered a case and may not see it any more."""
    number = int(keyed_hash(f"tracking:{case_id}")[:16], 16)
    signs = []
    for _ in range(CODE_LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


@transaction.atomic
def case_open_by_code(*, actor: Actor, no: str, secret: str, origin: str) -> Case:
    """Open a case by its number and its tracking code, or the phone number it was left with.

    Ten wrong tries from one place or at one number pause for 15 minutes. `origin`: where the
    try comes from (an address); only its keyed hash is kept, for those 15 minutes.
    Emits: nothing, a reporter who looks leaves no trace. Raises: NotFound, RuleViolation.
    """
    no, secret = no.strip(), secret.strip().upper()
    keys = [keyed_hash(f"guess:no:{no}"), keyed_hash(f"guess:from:{origin}")]
    if not _may_guess(keys):
        raise RuleViolation("试的次数太多了，请过 15 分钟再查，或者拨打村里的电话问。", code="slow")
    case = Case.objects.defer("search").filter(no=no).first()
    if case is None or not _fits(case, secret):
        raise NotFound(WRONG)
    _forgive(keys)
    return case


def guess_failed(*, actor: Actor, no: str, origin: str) -> None:
    """Count a wrong try; its own transaction, so that the refusal cannot roll it back.

    Emits: nothing, tries are forgotten after 15 minutes.
    """
    until = clock.now() + PAUSE
    with transaction.atomic(), connection.cursor() as cursor:
        for key in (keyed_hash(f"guess:no:{no.strip()}"), keyed_hash(f"guess:from:{origin}")):
            cursor.execute(
                "INSERT INTO cases_guess (key, count, until) VALUES (%s, 1, %s)"
                " ON CONFLICT (key) DO UPDATE SET until = EXCLUDED.until,"
                " count = CASE WHEN cases_guess.until < now() THEN 1"
                " ELSE cases_guess.count + 1 END",
                [key, until],
            )


def _may_guess(keys: list[str]) -> bool:
    recent = Guess.objects.filter(key__in=keys, until__gt=clock.now(), count__gte=MAX_GUESSES)
    return not recent.exists()


def _forgive(keys: list[str]) -> None:
    Guess.objects.filter(key__in=keys).delete()


def _fits(case: Case, secret: str) -> bool:
    if hmac.compare_digest(tracking_code(case).encode(), secret.encode()):
        return True
    if not case.phone_hash or not secret.lstrip("+").isdigit():
        return False
    try:
        given = keyed_hash(normalise(secret))
    except Invalid:
        return False
    return hmac.compare_digest(case.phone_hash, given)
