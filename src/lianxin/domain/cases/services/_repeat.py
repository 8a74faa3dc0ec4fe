"""The same person with the same matter: counted, and from the third time on for one pair of hands.

All of it stands on the case. Nothing is kept of the person.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import (
    JOINT,
    REPEAT_DAYS,
    WEEKLY,
    OnTable,
    is_repeated,
    watch_of_repeat,
)
from lianxin.domain.cases.services._agenda import put_on_next
from lianxin.domain.cases.services._case import identity
from lianxin.domain.cases.services._watch import watch
from lianxin.domain.users import selectors as users
from lianxin.kernel import sql
from lianxin.kernel.actor import Actor
from lianxin.kernel.facts import record

# Every registering and dispatching asks it. A case without a number yet is the last of its moment.
EARLIER = """
SELECT count(*) FROM cases_case AS c
WHERE c.phone_hash = %s AND c.phone_hash <> '' AND c.area_id = %s AND c.registered_at >= %s
  AND (c.registered_at < %s OR (c.registered_at = %s AND (%s = '' OR c.no < %s)))
  AND (starts_with(c.category, %s) OR c.category = %s
       OR (c.category = '' AND starts_with(c.suggested #>> '{0,code}', %s)))
  AND c.id <> %s AND c.parent_id IS DISTINCT FROM %s AND c.state <> 'withdrawn'
  AND NOT EXISTS (SELECT FROM cases_parting AS p
                  WHERE (p.case_id = %s AND p.other_id = c.id)
                     OR (p.other_id = %s AND p.case_id = c.id))
"""


def matter_of(case: Case) -> str:
    """The kind of matter: its category, or as long as nobody has chosen one, the likeliest."""
    return case.category or (str(case.suggested[0]["code"]) if case.suggested else "")


def recount(case: Case) -> None:
    """Count anew, once more is known; what the same person joined to it counts. Does not save."""
    joined = Case.objects.filter(parent=case.pk, phone_hash=case.phone_hash)
    own = joined.count() if case.child_count and case.phone_hash else 0
    case.repeat_count = _earlier(case) + own
    case.is_hard = case.is_hard and is_repeated(case.repeat_count + 1)


def _earlier(case: Case) -> int:
    """How often the same person said the same kind of matter here in the 30 days before 反复反映.

    A villager's report may name the first level only; it counts with all that lies below it.
    What was taken back does not count, nor what a person parted from this one.
    Basis: domain.md §2.9 repeat callers.
    """
    kind = matter_of(case)
    if not case.phone_hash or not kind:
        return 0
    at = case.registered_at
    found = sql.one(EARLIER, [
        case.phone_hash, case.area_id, at - timedelta(days=REPEAT_DAYS), at, at, case.no, case.no,
        kind, kind[:2], kind, case.pk, case.pk, case.pk, case.pk,
    ])  # fmt: skip
    return int(found[0]) if found else 0


def call_for_cadre(case: Case, actor: Actor, at: datetime) -> None:
    """The third time asks for one named person, and for the next meetings. Safe to repeat.

    The caller holds the lock on the case.
    Basis: domain.md §2.9 repeat callers. Emits: CaseRepeated.
    """
    times = case.repeat_count + 1
    if case.is_hard or not is_repeated(times):
        return
    case.is_hard = True
    case.save(update_fields=["is_hard"])
    record(events.CaseRepeated(**identity(case), times=times), actor=actor)
    watch(case, *watch_of_repeat(), actor=actor, at=at)
    put_on_next(case, OnTable.REPEATED, actor, WEEKLY, JOINT)


def cadres_for(case: Case, actor: Actor) -> dict[UUID, str]:
    """Who may be named: people of the unit and of the township who may see this very case."""
    found: dict[UUID, str] = {}
    if case.main_org_id:
        found |= users.unit_people(case.main_org_id, actor=actor)
    if not case.hidden_from_town:
        town = case.town.ljust(12, "0")
        found |= users.people_with_grant(Grant.SEE, town, actor=actor)
    return {pk: name for pk, name in found.items() if f"user:{pk}" != case.about_user}
