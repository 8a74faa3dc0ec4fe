"""Moves that call others to a matter, for the machine that tries anything."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lianxin.domain.cases import services
from lianxin.domain.cases.models import Whistle, WhistleCall
from lianxin.domain.cases.rules import Answer, TownSays, Verb
from lianxin.domain.cases.tests.counted import tally_is_true
from lianxin.domain.cases.tests.office import TEXT, Office
from lianxin.kernel import clock
from lianxin.kernel.actor import system


class Together(Office):
    """Departments are called, come or do not; colleagues take over."""

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), kind=st.sampled_from(["hard", "enforce", "danger", "magic"]),
          hours=st.sampled_from([None, -2, 20]), which=st.sets(st.integers(0, 2), max_size=3))  # fmt: skip
    def blow(self, data: st.DataObject, kind: str, hours: int | None, which: set[int]) -> None:
        words = services.WhistleWords(
            kind, [self.units[i].pk for i in sorted(which)], "乡里没有执法权。",
            meet_at=None if hours is None else clock.now() + timedelta(hours=hours),
        )  # fmt: skip
        self._do(data, services.case_whistle, Verb.WHISTLE, "dispatcher", words=words)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), approved=st.booleans(), text=TEXT)
    def decide_whistle(self, data: st.DataObject, approved: bool, text: str) -> None:
        self._do(
            data, services.whistle_decide, Verb.WHISTLE, "leader", is_approved=approved, text=text
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), answer=st.sampled_from([*Answer, "perhaps"]), text=TEXT)
    def answer_whistle(self, data: st.DataObject, answer: str, text: str) -> None:
        who = data.draw(st.sampled_from(["handler", "other_handler"]))
        self._do(data, services.whistle_answer, Verb.WHISTLE_END, who, answer=answer, text=text)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), right=st.sampled_from(["right", "wrong", ""]), text=TEXT)
    def tell_result(self, data: st.DataObject, right: str, text: str) -> None:
        who = data.draw(st.sampled_from(["handler", "other_handler"]))
        self._do(data, services.whistle_result, Verb.WHISTLE_END, who, text=text, by_unit=right)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), rated=st.sampled_from([*TownSays, ""]), text=TEXT)
    def end_whistle(self, data: st.DataObject, rated: str, text: str) -> None:
        says = {unit.pk: rated for unit in self.units}
        self._do(
            data, services.case_whistle_end, Verb.WHISTLE_END, "dispatcher", says=says, text=text
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), unit=st.integers(0, 2))
    def ask_for_help(self, data: st.DataObject, unit: int) -> None:
        self._do(data, services.case_assist, Verb.ASSIST, "desk", units=[self.units[unit].pk])

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), who=st.sampled_from(["handler", "head", "other_handler"]))
    def pass_to_colleague(self, data: st.DataObject, who: str) -> None:
        owner = UUID(self.actors[who].id.removeprefix("user:"))
        self._do(data, services.case_assign, Verb.ASSIGN, "head", owner=owner)

    @rule()
    def the_night_comes(self) -> None:
        services.whistle_tick(actor=system("tick"))
        services.owner_tick(actor=system("tick"))
        tally_is_true()
        services.tally_fold(actor=system("tick"))
        tally_is_true()
        late = WhistleCall.objects.filter(
            whistle__state="called", answered_at=None, reminded_at=None, due__lte=clock.now()
        )
        assert not late.exists()
        assert not Whistle.objects.filter(state="called").exclude(case__state="whistle").exists()
