"""However villages and townships are merged, moved and divided, the tree stays whole."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lianxin.domain.places import selectors as places
from lianxin.domain.places.factories import area
from lianxin.domain.places.models import Area, Grid, NaturalGroup
from lianxin.domain.places.rules import Closing, Level, parent_of
from lianxin.domain.places.services import (
    Division,
    area_merge,
    area_move,
    group_add,
    villages_divide,
)
from lianxin.kernel import clock
from lianxin.kernel.actor import VILLAGER, system

TOWNS = ("210921203000", "210921204000", "210922100000")
VILLAGES = tuple(town[:9] + serial for town in TOWNS for serial in ("001", "200"))
COUNTIES = ("210921", "210922")
PROGRAM = system("test")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "move", "divide"]),
        st.sampled_from([Level.VILLAGE, Level.TOWN]),
        st.integers(0, 20),
        st.integers(0, 20),
    ),
    max_size=7,
)


def in_force(level: Level) -> list[str]:
    rows = Area.objects.filter(level=level, valid_to=None).order_by("code")
    return list(rows.values_list("code", flat=True))


def unused(above: str, level: Level) -> str:
    """A code below, never given before."""
    digits, rest = (9, "") if level is Level.VILLAGE else (6, "000")
    codes = (f"{above[:digits]}{n}{rest}" for n in range(300, 400))
    return next(code for code in codes if not Area.objects.filter(pk=code).exists())


def step(verb: str, level: Level, one: int, other: int) -> None:
    codes = in_force(level)
    code = codes[one % len(codes)]
    if verb == "merge":
        others = [c for c in codes if c != code]
        if others:
            into = others[other % len(others)]
            area_merge(actor=PROGRAM, code=code, into=into, on=clock.today())
    elif verb == "move":
        above = in_force(Level.TOWN) if level is Level.VILLAGE else list(COUNTIES)
        new_code = unused(above[other % len(above)], level)
        area_move(actor=PROGRAM, code=code, new_code=new_code, on=clock.today())
    else:
        villages = in_force(Level.VILLAGE)
        chosen = Division(villages[one % len(villages)], groups=2, grids=1 + other % 3)
        villages_divide(actor=PROGRAM, divisions=[chosen])


class TestAnyHistory(TestCase):
    def setUp(self) -> None:
        places.forget()
        for code in VILLAGES:
            area(code, "东村" if code.endswith("200") else "")
            group_add(actor=PROGRAM, village=code, name="一组")

    @settings(deadline=None, max_examples=25)
    @given(STEPS)
    def test_no_village_group_or_old_paper_is_lost(self, steps: Any) -> None:
        added = 0
        for one in steps:
            before = NaturalGroup.objects.filter(valid_to=None).count()
            step(*one)
            added += NaturalGroup.objects.filter(valid_to=None).count() - before
            if one[0] != "divide":
                assert NaturalGroup.objects.filter(valid_to=None).count() == before
        assert NaturalGroup.objects.filter(valid_to=None).count() == len(VILLAGES) + added
        self.every_old_code_leads_to_one_place_in_force()
        self.whoever_looks_after_it_reaches_the_old_papers()
        self.the_tree_hangs_together()
        self.nothing_hangs_on_what_ended()

    def every_old_code_leads_to_one_place_in_force(self) -> None:
        today = clock.today()
        for row in Area.objects.all():
            now = places.area_current(row.code, actor=VILLAGER)
            assert now.is_valid_on(today)
            assert now.level == row.level
            assert (row.valid_to is None) == (row.successor_id is None)
        merged = Area.objects.filter(level=Level.VILLAGE, closing=Closing.MERGED).count()
        assert len(in_force(Level.VILLAGE)) == len(VILLAGES) - merged
        assert {places.area_current(v, actor=VILLAGER).code for v in VILLAGES} == set(
            in_force(Level.VILLAGE)
        )

    def whoever_looks_after_it_reaches_the_old_papers(self) -> None:
        for old in Area.objects.filter(level=Level.VILLAGE):
            path = places.area_path(
                places.area_current(old.code, actor=VILLAGER).code, actor=VILLAGER
            )
            for post in path:
                scope = places.scope_prefixes(post.code, actor=VILLAGER)
                assert old.code.startswith(scope), (old.code, post.code, scope)

    def the_tree_hangs_together(self) -> None:
        shown = Counter(
            places.display_name(code, actor=VILLAGER) for code in in_force(Level.VILLAGE)
        )
        assert set(shown.values()) == {1}
        for code in in_force(Level.VILLAGE):
            path = places.area_path(code, actor=VILLAGER)
            assert [row.level for row in path] == [level.value for level in Level]
            assert all(row.valid for row in path)
            assert all(row.parent == parent_of(row.code) for row in path)

    def nothing_hangs_on_what_ended(self) -> None:
        for model in (NaturalGroup, Grid):
            rows = model._default_manager.filter(valid_to=None).select_related("village")
            assert all(part.village.valid_to is None for part in rows)
            assert all(part.pk.startswith(part.village_id) for part in rows)
