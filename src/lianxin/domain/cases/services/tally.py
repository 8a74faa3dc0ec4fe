"""The tally of cases is kept in the same transaction as the case, and folded by a job 计数."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from lianxin.domain.cases.models import Case, Tally, TallyChange
from lianxin.kernel import clock, rows, sql
from lianxin.kernel.actor import Actor

ALONE = "SELECT pg_advisory_xact_lock(hashtext('cases_tally'))"
# Each change counts twice: in its township, and in the county's own line of its kind.
FOLD = """
WITH taken AS (DELETE FROM cases_tallychange RETURNING county, town, month, category, state, n),
twice AS (
  SELECT county, town, month, category, state, n FROM taken
  UNION ALL SELECT county, '', month, left(category, 2), state, n FROM taken
)
INSERT INTO cases_tally (county, town, month, category, state, n)
SELECT county, town, month, category, state, sum(n) FROM twice
GROUP BY county, town, month, category, state HAVING sum(n) <> 0
ORDER BY county, month, town, category, state
ON CONFLICT (county, month, town, category, state) DO UPDATE SET n = cases_tally.n + excluded.n
RETURNING id, n
"""
EMPTY = "DELETE FROM cases_tally WHERE id = ANY(%s)"
COUNT = """
WITH fine AS (
  SELECT county, town, date_trunc('month', registered_at AT TIME ZONE 'Asia/Shanghai')::date AS month,
         category, state, count(*) AS n
  FROM cases_case GROUP BY 1, 2, 3, 4, 5
)
INSERT INTO cases_tally (county, town, month, category, state, n)
SELECT county, town, month, category, state, n FROM fine
UNION ALL SELECT county, '', month, left(category, 2), state, sum(n) FROM fine GROUP BY 1, 3, 4, 5
"""


def count_new(case: Case) -> None:
    """A case that was just taken in is one more."""
    rows.insert(TallyChange(**_key(case, case.category, case.state), n=1))


def count_moved(case: Case, was: tuple[str, str]) -> None:
    """A case that moved, or got another category, is one less there and one more here.

    `was`: category and state as they stood when the row was read.
    """
    now = (case.category, case.state)
    if was == now:
        return
    one_less, one_more = (_key(case, *was), -1), (_key(case, *now), 1)
    rows.insert_all([TallyChange(**key, n=n) for key, n in (one_less, one_more)])


def _key(case: Case, category: str, state: str) -> dict[str, object]:
    local = clock.local(case.registered_at)
    return {
        "county": case.county, "town": case.town, "month": date(local.year, local.month, 1),
        "category": category, "state": state,
    }  # fmt: skip


@transaction.atomic
def tally_fold(*, actor: Actor) -> int:
    """Add the changes to the tally; runs every minute and costs by what moved since.

    A line that has come to nothing goes, so that nobody reads through what once stood there.
    Safe to repeat and to run twice at once. Emits: nothing; counts are no fact of their own.
    Returns how many lines of the tally changed.
    """
    sql.one(ALONE)
    lines = sql.rows(FOLD)
    if empty := [key for key, n in lines if not n]:
        sql.run(EMPTY, [empty])
    return len(lines)


@transaction.atomic
def tally_rebuild(*, actor: Actor) -> int:
    """Count every case anew, after a repair by hand in the database.

    Nobody moves a case meanwhile. Emits: nothing; nothing has happened to any case. Returns how many lines.
    """
    sql.one(ALONE)
    sql.run("LOCK TABLE cases_case IN SHARE MODE")
    TallyChange.objects.all().delete()
    Tally.objects.all().delete()
    return sql.run(COUNT)
