"""Who may do what, where."""

from __future__ import annotations

import pytest

from lianxin.kernel.actor import VILLAGER, Actor, Kind, Scope, system
from lianxin.kernel.errors import Denied

WOFENGGOU, OTHER_TOWN = "210921203", "210921204"
DISPATCH, SEE = "cases:dispatch", "cases:see"


def clerk(*scopes: Scope) -> Actor:
    return Actor(id="user:1", name="乡镇派单员", kind=Kind.STAFF, scopes=scopes)


def test_a_township_dispatcher_acts_in_her_township_and_nowhere_else() -> None:
    actor = clerk(Scope(frozenset({DISPATCH}), (WOFENGGOU,)))
    assert actor.may(DISPATCH, area=f"{WOFENGGOU}217")
    assert not actor.may(DISPATCH, area=f"{OTHER_TOWN}201")
    assert not actor.may("cases:export", area=f"{WOFENGGOU}217")
    actor.require(DISPATCH, area=WOFENGGOU)
    with pytest.raises(Denied, match="您的岗位不能办") as refused:
        actor.require(DISPATCH, area=OTHER_TOWN)
    assert refused.value.code == DISPATCH


def test_grants_of_two_posts_do_not_mix() -> None:
    actor = clerk(
        Scope(frozenset({DISPATCH}), (WOFENGGOU,)), Scope(frozenset({SEE}), (OTHER_TOWN,))
    )
    assert not actor.may(DISPATCH, area=OTHER_TOWN)
    assert not actor.may(SEE, area=WOFENGGOU)
    assert actor.may(SEE, area=OTHER_TOWN)
    assert actor.scopes_for(SEE) == (actor.scopes[1],)


def test_a_department_reaches_only_matters_of_its_own_unit() -> None:
    actor = clerk(Scope(frozenset({SEE}), ("210921",), unit="water"))
    assert actor.may(SEE, area=WOFENGGOU, units=["roads", "water"])
    assert not actor.may(SEE, area=WOFENGGOU, units=["roads"])
    assert not actor.may(SEE, area=WOFENGGOU)


def test_units_may_come_from_a_generator() -> None:
    first = Scope(frozenset({SEE}), ("210921",), unit="roads")
    second = Scope(frozenset({SEE}), ("210921",), unit="water")
    assert clerk(first, second).may(SEE, area=WOFENGGOU, units=(u for u in ["water"]))


def test_an_empty_prefix_is_everywhere() -> None:
    assert Scope(frozenset(), ("",)).covers("650100")


def test_the_program_itself_may_do_its_jobs() -> None:
    job = system("tick")
    assert job.id == "system:tick"
    assert job.may(DISPATCH, area="")
    assert job.has("anything")
    assert job.scopes_for(SEE) == (Scope(frozenset({SEE}), ("",)),)


def test_a_villager_holds_no_grant() -> None:
    assert not VILLAGER.has(SEE)
    assert not VILLAGER.may(SEE, area="")
    assert VILLAGER.scopes_for(SEE) == ()
    assert VILLAGER.streams == frozenset()


def test_the_menu_asks_whether_a_grant_is_held_anywhere() -> None:
    actor = clerk(Scope(frozenset({SEE}), (WOFENGGOU,)))
    assert actor.has(SEE)
    assert not actor.has(DISPATCH)
