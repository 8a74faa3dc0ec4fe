"""Whatever matters there are: a numerator is never above its denominator, a figure never off."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import ENDED, State
from lianxin.domain.insight import selectors
from lianxin.domain.insight.rules import Kind, Source
from lianxin.domain.insight.selectors import Where
from lianxin.domain.insight.tests.rows import MARCH, NOW, days_after, matter, put
from lianxin.kernel import clock
from tests.cast import COUNTY, OTHER_VILLAGE, VILLAGE, Cast

pytestmark = pytest.mark.django_db
some = st.sampled_from([0.2, 0.9, 1.0, 1.1, 6.0, 7.0, 8.0, 60.0]).map(days_after)
moments = st.none() | some
matters = st.fixed_dictionaries(
    {
        "state": st.sampled_from(sorted(s.value for s in State if s not in {State.DRAFT})),
        "area": st.sampled_from([VILLAGE, OTHER_VILLAGE]),
        "origin": st.sampled_from(["reported", "proactive", "assigned"]),
        "solved": st.sampled_from(["", "yes", "partly", "no"]),
        "satisfied": st.none() | st.integers(1, 5),
        "contacted_at": moments,
        "signed_at": moments,
        "replied_at": moments,
        "result_due": some,
        "redo_count": st.integers(0, 2),
        "reopen_count": st.integers(0, 2),
        "is_settled": st.booleans(),
        "is_tacit": st.booleans(),
        "contact_denied": st.booleans(),
        "joined_at": moments,
        "outcome": st.sampled_from(["", "solved", "unreached"]),
    }
)


def row(cast: Cast, parent: Case, given: dict[str, Any]) -> Case:
    given = dict(given)
    state = given.pop("state")
    if State(state) is State.MERGED or given["joined_at"] is not None and state == "closed":
        given["parent"] = parent
    if State(state) in ENDED and state != "merged":
        given["closed_at"] = days_after(9)
    return matter(cast, state, **given)


def heard_in_time(case: Case) -> tuple[bool, bool]:
    """响应率 worked out a second time, from the words of §2.10 alone."""
    if case.state in {"merged", "withdrawn", "not_accepted"} or case.contact_due is None:
        return False, False
    if case.contacted_at is None:
        late_before = case.joined_at is not None and case.joined_at > case.contact_due
        return False, case.state != "suspended" and (case.parent_id is None or late_before)
    return case.contacted_at <= case.contact_due and not case.contact_denied, True


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given=st.lists(matters, max_size=25))
def test_every_figure_is_within_itself_and_as_long_as_its_list(
    cast: Cast, given: list[dict[str, Any]]
) -> None:
    with transaction.atomic():
        _look(cast, given)
        transaction.set_rollback(True)


def _look(cast: Cast, given: list[dict[str, Any]]) -> None:
    parent = put(matter(cast, "working", registered_at=NOW))[0]
    rows = put(*(row(cast, parent, one) for one in given))
    actor = cast.actor("desk")
    with clock.as_of(NOW):
        found = selectors.indicators_for(MARCH, actor=actor, area=COUNTY[:6])
        places = selectors.indicators_for(MARCH, actor=actor, area=COUNTY[:6], by="place")
        for i in found.indicators:
            r = found.groups[0].results[i.key]
            if i.kind is Kind.PER_10K:
                continue
            assert 0 <= r.numerator <= r.denominator, i.key
            assert r.rate is None or r.n >= i.floor
            parts = [g.results[i.key] for g in places.groups]
            assert i.kind is Kind.SCORE or sum(p.denominator for p in parts) == r.denominator
            if i.source is Source.CASE and i.kind is not Kind.SCORE:
                for part in ("numerator", "denominator"):
                    if part == "denominator" or i.numerator:
                        where = Where(MARCH, COUNTY[:6])
                        behind = selectors.cases_behind(i.key, part, where, actor=actor)
                        assert len(behind.rows) == getattr(r, part), (i.key, part)
    told = [heard_in_time(case) for case in rows]
    response = found.groups[0].results["response"]
    assert response.numerator == sum(1 for yes, owed in told if yes and owed)
    assert response.denominator == sum(1 for _yes, owed in told if owed)
