"""Whatever the day, no invented life does what the services would refuse. No database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from demo.dice import dice
from demo.lives import REVIEWED, VERIFIED, Lives
from demo.matter import Matter
from demo.people import Villager, read
from lianxin.domain.cases.rules import (
    HANDLING,
    RATE_DAYS,
    Confidentiality,
    Level,
    Solved,
    State,
    Verb,
    after_answer,
    after_call_back,
    after_review,
    after_verify,
    check_move,
    goes_back,
    try_counts,
)
from lianxin.kernel import clock
from lianxin.kernel.workdays import Calendar

SOMEBODY = Villager("王春花·示例", "15400000101")
DAYS = [date(2026, 1, 1) + timedelta(days=13 * n) for n in range(40)]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_no_life_does_what_would_be_refused(day: date) -> None:
    until = clock.at(day, 10, 20)
    throws = dice("test", day)
    lives = Lives(dice=dice("lives", day), calendar=Calendar(), until=until)
    kinds = read("matters")["matters"]
    for _ in range(150):
        quiet = throws.chance(0.1)
        matter = Matter(
            "210921203203", throws.one(kinds)["c"], "town:环卫", Level(throws.randrange(6)), "示例",
            villager=None if quiet else SOMEBODY, channel=throws.one(("web", "phone")),
            confidentiality=Confidentiality.ANONYMOUS if quiet else Confidentiality.OPEN,
        )  # fmt: skip
        lives.live(matter, until - throws.span(timedelta(minutes=1), timedelta(days=365)))
        walk(matter)
        assert all(act.at < until for act in matter.acts)


def walk(matter: Matter) -> None:
    """Follow the acts by the rules of the closed loop."""
    state, rated, closed_at, appealed = State.REGISTERED, False, None, False
    tries: list[datetime] = []
    may_call, needs = matter.villager is not None, matter.category in VERIFIED
    assert matter.acts[0].verb == "register"
    for before, act in zip(matter.acts, matter.acts[1:], strict=False):
        assert act.at > before.at
        then, verb = state, VERBS[act.verb]
        if act.verb in AFTER:
            then = AFTER[act.verb]
        elif act.verb in {"note", "contact"}:
            assert state in HANDLING
            then = State.WORKING
        elif act.verb == "reply":
            tries = []
            then = after_answer(
                has_review=matter.level in REVIEWED, needs_verify=needs, may_call=may_call
            )
        elif act.verb == "review":
            then = after_review(passed=True, needs_verify=needs, may_call=may_call)
        elif act.verb == "verify":
            then = after_verify(passed=act.data["passed"], was=state, may_call=may_call, heard=None)
        elif act.verb == "appeal":
            assert not appealed
            appealed, then = True, State.REGISTERED
        elif act.verb == "rate" and state is State.CLOSED:
            assert closed_at is not None
            assert not rated
            assert act.at - closed_at <= timedelta(days=RATE_DAYS)
        else:
            assert state is State.CALLBACK
            said = act.data["solved"]
            if said or try_counts(tries, act.at, Calendar()):
                tries.append(act.at)
            back = goes_back(
                Solved(said) if said else None, act.data.get("satisfied"), was_unsatisfied=False
            )
            then = after_call_back(bool(said), back, len(tries))
        if then is not state:
            check_move(state, verb, then)
        rated = rated or bool(act.data.get("satisfied"))
        state, closed_at = then, act.at if then is State.CLOSED else None


VERBS = {verb.value: verb for verb in Verb} | {"contact": Verb.NOTE}
AFTER = {
    "dispatch": State.DISPATCHED,
    "sign": State.SIGNED,
    "decline": State.NOT_ACCEPTED,
    "withdraw": State.WITHDRAWN,
}
