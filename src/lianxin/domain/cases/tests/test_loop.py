"""Anything, by anybody, at any time: no matter is ever nobody's, and its facts tell it all.

Basis: domain.md §2.7; §5 痛点5 (time in "nobody" state).
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from lianxin.domain.cases.tests.loop import AnyLoop
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.domain.users import selectors as users
from lianxin.kernel.actor import system
from tests.cast import COUNTY, STAFF, TOWN, Cast, hire

pytestmark = pytest.mark.django_db
KINDS = 26
SO_MANY = settings(
    max_examples=80,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    phases=[Phase.explicit, Phase.generate],
)


def test_whatever_happens_a_matter_has_one_owner_and_one_clock(cast: Cast) -> None:
    roads = org_add(
        actor=system("test"),
        org=NewOrg("县交通运输局", "交通局", "department", "county", COUNTY, "交通"),
    )
    hire(cast, "head", "R15", COUNTY, cast.station.pk)
    hire(cast, "other_handler", "R14", COUNTY, roads.pk)
    hire(cast, "leader", "R13", TOWN)
    hire(cast, "county_leader", "R18", COUNTY)
    names = [part for part, *_rest in STAFF] + ["head", "other_handler", "leader", "county_leader"]
    AnyLoop.actors = {name: users.actor_of(cast.users[name]) for name in names}
    AnyLoop.units = [cast.station, roads, cast.village_org]
    AnyLoop.done = Counter()
    for _more in range(6):
        run_state_machine_as_test(AnyLoop, settings=SO_MANY)
        if len(AnyLoop.done) >= KINDS:
            break  # a quiet office is given more days, not fewer kinds of move
    print(len(AnyLoop.done), AnyLoop.done)
    assert len(AnyLoop.done) >= KINDS, AnyLoop.done
