"""Whatever the day, no invented life does what the services would refuse. No database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from demo.dice import dice
from demo.lives import Lives
from demo.matter import Matter
from demo.people import Villager, read
from lianxin.domain.cases.rules import (
    HANDLING,
    RATE_DAYS,
    Confidentiality,
    Level,
    Solved,
    State,
    after_call_back,
    check_move,
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
    state, rated, tries, closed_at, appealed = State.REGISTERED, False, 0, None, False
    assert matter.acts[0].verb == "register"
    for before, act in zip(matter.acts, matter.acts[1:], strict=False):
        assert act.at > before.at
        then = state
        if act.verb in {"dispatch", "sign", "decline", "withdraw", "reply"}:
            then = AFTER[act.verb]
            tries = 0
        elif act.verb in {"note", "contact"}:
            assert state in HANDLING
            then = State.WORKING
        elif act.verb == "appeal":
            assert not appealed
            appealed, then = True, State.REGISTERED
        elif act.verb == "rate" and state is State.CLOSED:
            assert closed_at is not None
            assert not rated
            assert act.at - closed_at <= timedelta(days=RATE_DAYS)
        else:
            assert state is State.REPLIED
            tries += 1
            said = act.data["solved"]
            then = after_call_back(bool(said), Solved(said) if said else None, tries)
        if then is not state:
            check_move(state, then)
        rated = rated or bool(act.data.get("satisfied"))
        state, closed_at = then, act.at if then is State.CLOSED else None


AFTER = {
    "dispatch": State.DISPATCHED,
    "sign": State.SIGNED,
    "decline": State.NOT_ACCEPTED,
    "withdraw": State.WITHDRAWN,
    "reply": State.REPLIED,
}
