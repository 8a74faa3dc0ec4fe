"""A machine that does anything to matters, by anybody, at any time, and watches what must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

import time_machine
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lianxin.domain.cases import services
from lianxin.domain.cases.models import Case, Step
from lianxin.domain.cases.rules import ENDED, MOVES, WITH_CENTRE, Level, Solved, State, Verb, replay
from lianxin.domain.orgs.models import Org
from lianxin.kernel import clock
from lianxin.kernel.actor import VILLAGER, Actor, system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import Fact
from tests.cast import register, reporter_of

# Before, in and after 春节, on the Saturdays worked for it, at the turn of the year.
BEGINNINGS = (
    datetime(2026, 2, 13, 16, 0, tzinfo=clock.LOCAL),
    datetime(2026, 2, 14, 9, 30, tzinfo=clock.LOCAL),
    datetime(2026, 2, 17, 3, 0, tzinfo=clock.LOCAL),
    datetime(2026, 2, 28, 10, 0, tzinfo=clock.LOCAL),
    datetime(2026, 6, 3, 11, 29, tzinfo=clock.LOCAL),
    datetime(2026, 12, 31, 17, 29, tzinfo=clock.LOCAL),
)
REFUSALS = (RuleViolation, Denied, Invalid, NotFound)
MOVE_THE_DATE = {
    "CaseDispatched", "CaseExtensionDecided", "CaseResumed", "CaseRedone", "CaseInstructed",
    "CaseReleveled", "CaseReturnDecided", "CaseReopened", "CaseMet",
}  # fmt: skip
WHO = st.sampled_from(
    ["grid", "clerk", "dispatcher", "handler", "head", "caller", "desk", "leader", "stranger",
     "other_handler", "county_leader", "reporter"]
)  # fmt: skip
LONG = "写得太长"
BENDS = ["none", "instructed", "met", "rests", "redone", "handed_over"]
TEXT = st.sampled_from(["去看过了，这就办。", "办好了", "", LONG, "🙂🙂🙂"])


class Office(RuleBasedStateMachine):
    """Whatever is done to a matter: it has one owner, one next clock, and its facts tell it all."""

    actors: ClassVar[dict[str, Actor]]
    units: ClassVar[list[Org]]
    done: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self._undo = transaction.atomic()
        self._undo.__enter__()
        self.cases: list[UUID] = []

    @initialize(
        start=st.sampled_from(BEGINNINGS),
        matters=st.lists(
            st.tuples(st.sampled_from(["0402", "0502", "0101"]), st.booleans(), st.integers(0, 6)),
            min_size=1,
            max_size=3,
        ),
        bend=st.sampled_from(BENDS),
    )
    def open_the_office(
        self, start: datetime, matters: list[tuple[str, bool, int]], bend: str
    ) -> None:
        """A day, and matters that have come some way already."""
        self._travel = time_machine.travel(start, tick=False)
        self._clock = self._travel.start()
        for category, phone, steps in matters:
            self._register(category, "open", 1, None, phone)
            self._walk(self.cases[-1], steps)
        self._bend(bend)

    def _bend(self, bend: str) -> None:
        """Something that rarely happens has happened to the first matter."""

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._undo.__exit__(None, None, None)
        if hasattr(self, "_travel"):
            self._travel.stop()

    # ------------------------------------------------------------------ how a move is tried

    def _try(self, verb: str, pk: UUID | None, act: Callable[[], object]) -> None:
        """Do it, or be refused and change nothing."""
        before = _picture(pk) if pk else None
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            assert pk is None or _picture(pk) == before, f"{verb} was refused and changed something"
        else:
            self.done[verb] += 1
        if pk and before:
            _dates_move_only_by_facts(pk, before)

    def _who(self, who: str, pk: UUID) -> Actor:
        return reporter_of(Case.objects.get(pk=pk)) if who == "reporter" else self.actors[who]

    def _one(self, data: st.DataObject, verb: Verb | None = None) -> UUID:
        """Any matter; as often as not one to which this can be done."""
        found = self.cases
        if verb is not None and verb in MOVES and data.draw(st.integers(0, 3), "sensible"):
            fit = Case.objects.filter(pk__in=self.cases, state__in=list(MOVES[verb]))
            if not (found := list(fit.order_by("no").values_list("pk", flat=True))):
                return self._bring(data.draw(st.sampled_from(self.cases), "brought"), verb)
        return found[data.draw(st.integers(0, len(found) - 1), "matter")]

    def _bring(self, pk: UUID, verb: Verb) -> UUID:
        """Along the usual way as far as this can be done, if it can be done on that way."""
        states = Case.objects.filter(pk=pk).values_list("state", flat=True)
        was, state = None, State(states.get())
        while state not in MOVES[verb] and state is not was:
            self._walk(pk, 1)
            was, state = state, State(states.get())
        return pk

    def _do(
        self, data: st.DataObject, verb: Callable[..., object], kind: Verb, usual: str, **given: Any
    ) -> None:
        pk = self._one(data, kind)
        name = usual if data.draw(st.integers(0, 3), "usual") else data.draw(WHO, "who")
        if name == "handler" and Case.objects.filter(pk=pk, main_org=self.units[1]).exists():
            name = "other_handler"
        actor = self._who(name, pk)
        if given.get("text") == LONG:
            given["text"] = "长" * 2001
        self._try(verb.__name__, pk, lambda: verb(actor=actor, case_id=pk, **given))

    def _in_state(self, data: st.DataObject, *states: State) -> UUID:
        """A matter in one of these states if there is one, else any."""
        fit = Case.objects.filter(pk__in=self.cases, state__in=list(states)).order_by("no")
        return data.draw(
            st.sampled_from(list(fit.values_list("pk", flat=True)) or self.cases), "in state"
        )

    def _register(
        self, category: str, confidentiality: str, people: int, level: int | None, phone: bool,
        about: UUID | None = None,
    ) -> None:  # fmt: skip
        key = UUID(int=7919 * (len(self.cases) + 1))
        register(
            actor=VILLAGER, id=key, category=category, confidentiality=confidentiality,
            people_count=people, level=level, about_org=about,
            **({} if phone else {"reporter_phone": "", "reporter_name": ""}),
        )  # fmt: skip
        self.cases.append(key)
        self.done["case_register"] += 1

    def _walk(self, pk: UUID, steps: int) -> None:
        for _ in range(steps):
            if (step := self._usual(Case.objects.get(pk=pk))) is None:
                return
            verb, who, given = step
            self._try(
                verb.__name__, pk, partial(verb, actor=self._who(who, pk), case_id=pk, **given)
            )

    def _usual(self, case: Case) -> tuple[Callable[..., object], str, dict[str, Any]] | None:
        unit = "handler" if case.main_org_id == self.units[0].pk else "other_handler"
        heard = services.CallBackAnswer("phone", True, True, Solved.YES, 5)
        order = {"unit": self.units[0].pk, "level": Level(case.level), "category": "0402"}
        usual: dict[State, tuple[Callable[..., object], str, dict[str, Any]]] = {
            State.REGISTERED: (services.case_dispatch, "desk", order),
            State.REOPENED: (services.case_dispatch, "desk", order),
            State.DISPATCHED: (services.case_sign, unit, {}),
            State.SIGNED: (
                services.case_note, unit, {"text": "去了", "is_public": True, "is_contact": True},
            ),
            State.WORKING: (services.case_reply, unit, {"outcome": "solved", "text": "办好了"}),
            State.REDO: (services.case_reply, unit, {"outcome": "solved", "text": "又办了"}),
            State.REPLIED: (services.case_review, "caller", {"is_passed": True}),
            State.VERIFY: (services.case_verify, "caller", {"is_passed": True, "text": "真的"}),
            State.CALLBACK: (services.case_call_back, "caller", {"answer": heard}),
            State.RETURN_REQ: (services.case_return_decide, "desk", {"is_accepted": True}),
            State.EXTEND_REQ: (services.case_extend_decide, "desk", {"is_granted": True}),
            State.TO_EMERGENCY: (services.case_follow_up, "desk", {"text": "火灭了"}),
        }  # fmt: skip
        return usual.get(State(case.state))

    # ------------------------------------------------------------------ time

    @rule(
        minutes=st.sampled_from([5, 61, 60 * 9, 60 * 24, 60 * 24 * 4, 60 * 24 * 20, 60 * 24 * 95]),
        swept=st.booleans(),
    )
    def time_goes_by(self, minutes: int, swept: bool) -> None:
        """The sweeper may have been down."""
        self._clock.shift(timedelta(minutes=minutes))
        if swept:
            services.case_tick(actor=system("tick"))
            assert not Case.objects.filter(next_mark_at__lte=clock.now()).exists()

    # ------------------------------------------------------------------ what always holds

    @invariant()
    def every_matter_has_one_owner_and_one_next_clock(self) -> None:
        for case in Case.objects.filter(pk__in=self.cases).defer("search"):
            state = State(case.state)
            ended = state in ENDED
            assert (case.next_due is None) == ended, case.state
            assert (case.next_clock == "") == ended, case.state
            assert (case.closed_at is None) == (not ended or state is State.MERGED), case.state
            if not ended and state not in WITH_CENTRE:
                assert case.main_org_id is not None, case.state
            if state is State.MERGED:
                assert case.parent is not None
                assert State(case.parent.state) not in ENDED
            _dates_and_marks_agree(case)

    @invariant()
    def the_facts_tell_the_same(self) -> None:
        for case in Case.objects.filter(pk__in=self.cases).defer("search"):
            facts = Fact.objects.filter(stream=case.stream).order_by("position")
            told = replay([(fact.kind, fact.body) for fact in facts])
            assert told.state == case.state
            assert told.unit == str(case.main_org_id or "")


def _dates_and_marks_agree(case: Case) -> None:
    """Whoever is complained of never has it; what rests, joined, redone or silent is marked so."""
    about = case.about_org_id
    assert about is None or (case.main_org_id != about and about not in case.helpers)
    assert case.redo_before <= case.redo_count
    assert (case.held_at is not None) == (case.state == State.SUSPENDED)
    assert (case.joined_at is not None) == (case.parent_id is not None)
    assert not case.is_tacit or case.signed_at is not None
    assert case.clock_version.startswith("level@")


def _picture(pk: UUID) -> tuple[Any, ...]:
    """Everything that a refused move must leave as it was."""
    row = Case.objects.filter(pk=pk).defer("search").values().get()
    return (
        row,
        Fact.objects.filter(stream=f"case:{pk}").count(),
        Step.objects.filter(case=pk).count(),
    )


def _dates_move_only_by_facts(pk: UUID, before: tuple[Any, ...]) -> None:
    row, facts, _steps = before
    now = Case.objects.only("result_due").get(pk=pk).result_due
    if now == row["result_due"]:
        return
    new = Fact.objects.filter(stream=f"case:{pk}").order_by("position")[facts:]
    assert {fact.kind for fact in new} & MOVE_THE_DATE, "a date moved and no fact says so"
