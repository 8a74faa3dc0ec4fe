"""What becomes of a matter: who does what when, with the delays that offices have. Pure."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from importlib import resources

from demo.dice import Dice
from demo.matter import Matter
from demo.office import in_office
from demo.people import read
from lianxin.domain.cases.rules import CALL_BACK_TRIES, TRY_APART, Level
from lianxin.kernel import clock
from lianxin.kernel.workdays import Calendar

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIMITS = {
    Level.QUESTION: 8 * HOUR, Level.EMERGENCY: 2 * HOUR, Level.URGENT: DAY,
    Level.ORDINARY: 7 * DAY, Level.COMPLEX: 21 * DAY, Level.STATUTORY: 60 * DAY,
}  # fmt: skip
PUNCTUAL = {(0.08, 0.7): 80, (0.7, 1.0): 12, (1.0, 1.7): 8}
REVIEWED = frozenset({Level.COMPLEX, Level.STATUTORY})
LOOKED = {True: "到现场看过，情况属实。", False: "到现场看过，还没弄好。"}
PRESSING = frozenset({Level.EMERGENCY, Level.URGENT})
RECENT = 70 * DAY


def _verified() -> frozenset[str]:
    """The categories of which somebody looks before they end."""
    table = resources.files("lianxin.kernel.codes") / "data" / "case_category.json"
    rows = json.loads(table.read_text("utf-8"))["codes"]
    return frozenset(row["code"] for row in rows if row["extra"].get("verify"))


VERIFIED = _verified()


class Lives:
    """Writes the acts of a matter, up to the present moment."""

    def __init__(self, *, dice: Dice, calendar: Calendar, until: datetime) -> None:
        self._dice, self._calendar, self._until = dice, calendar, until
        self._words = read("answers")

    def live(self, matter: Matter, at: datetime) -> None:
        """The whole life; what lies in the future has not happened."""
        matter.then(at, "register")
        self._from_dispatch(matter, at)
        matter.acts = [act for act in matter.acts if act.at < self._until]

    def _from_dispatch(self, matter: Matter, at: datetime) -> None:
        dice, emergency = self._dice, matter.level is Level.EMERGENCY
        if dice.chance(0.025) and matter.villager and not emergency:
            self._withdraw(matter, at + dice.span(10 * MINUTE, 3 * HOUR))
            return
        wait = {(4, 90): 74, (90, 360): 20, (1500, 3200): 6}
        at = at + dice.span(3 * MINUTE, 12 * MINUTE) if emergency else self._wait(at, wait)
        if dice.chance(0.03) and not emergency:
            self._decline(matter, at)
            return
        if matter.category.startswith("08") and dice.chance(0.15):
            matter.level = Level.STATUTORY
        dispatched = matter.then(at, "dispatch", note=dice.one(self._words["dispatch"]))
        if self._is_left(matter, dispatched):
            return
        at = dispatched + dice.span(MINUTE, 5 * MINUTE) if emergency else self._wait(
            dispatched, {(6, 150): 86, (150, 420): 9, (1500, 3000): 5}
        )  # fmt: skip
        matter.then(at, "sign")
        self._work(matter, dispatched, at)

    def _work(self, matter: Matter, dispatched: datetime, at: datetime) -> None:
        """Contact, notes and the answer; then somebody else asks."""
        dice, words = self._dice, self._words
        share = dice.uniform(*dice.weighted(PUNCTUAL))
        reply = dispatched + LIMITS[matter.level] * share
        if self._is_left(matter, at):
            return
        quick = matter.level in PRESSING
        at = at + dice.span(4 * MINUTE, 25 * MINUTE) if quick else self._wait(
            at, {(10, 300): 90, (1500, 2600): 10}
        )  # fmt: skip
        matter.then(at, "contact", text=dice.one(words["contacts"]))
        if self._is_left(matter, at):
            return
        for _ in range(dice.choices((0, 1, 2), (50, 38, 12))[0]):
            later = at + (reply - at) * dice.uniform(0.2, 0.8) if reply > at else at + HOUR
            at = self._day_time(max(at + 10 * MINUTE, later), quick)
            public = dice.chance(0.75)
            matter.then(
                at, "note", text=dice.one(words["notes" if public else "internal"]), public=public
            )
        at = self._day_time(max(reply, at + 25 * MINUTE), quick)
        outcome = dice.weighted({"solved": 83, "partly": 6, "explained": 9, "unfounded": 2})
        text = dice.one(words["replies"][matter.category[:2]])
        matter.then(at, "reply", outcome=outcome, text=text)
        self._after_reply(matter, at, redone=0)

    def _after_reply(self, matter: Matter, at: datetime, *, redone: int) -> None:
        """The centre reads it, somebody looks, the reporter judges or is asked."""
        dice = self._dice
        if self._is_left(matter, at):
            return
        solved = dice.weighted({"yes": 88, "partly": 6, "no": 6} if not redone else {"yes": 1})
        if matter.level in REVIEWED:
            at = self._wait(at, {(60, 700): 1})
            matter.then(at, "review")
        if matter.category in VERIFIED or matter.villager is None:
            at = self._wait(at, {(200, 2600): 9, (3000, 5000): 1})
            passed = solved == "yes" if matter.villager is None else not dice.chance(0.03)
            matter.then(at, "verify", passed=passed, text=LOOKED[passed])
            if not passed:
                self._redo(matter, at, redone)
            if not passed or matter.villager is None or self._is_left(matter, at):
                return
        if matter.is_by_herself and matter.villager and dice.chance(0.32):
            at += dice.span(HOUR, 2 * DAY)
            happy = solved == "yes"
            text = dice.one(self._words["ratings" if happy else "bad_ratings"])
            stars = dice.randint(4, 5) if happy else dice.randint(1, 3)
            matter.then(at, "rate", solved=solved, satisfied=stars, text=text)
        else:
            at = self._ask(matter, at, solved)
        if solved != "yes":
            self._redo(matter, at, redone)

    def _ask(self, matter: Matter, at: datetime, solved: str) -> datetime:
        """Ring up to three times, each so much later that it counts."""
        dice, words = self._dice, self._words["call_back"]
        by = "town" if dice.chance(0.3) else "county"
        for _tries in range(CALL_BACK_TRIES):
            if not dice.chance(0.09):
                break
            at = self._wait(TRY_APART.after(at, self._calendar), {(300, 2900): 1})
            note = dice.one(words["unreached"])
            matter.then(at, "call_back", by=by, method="phone", solved="", note=note)
        else:
            return at
        at = self._wait(at, {(120, 1500): 70, (1500, 4300): 26, (5800, 9000): 4})
        stars = (dice.randint(4, 5) if solved == "yes" else dice.randint(1, 3), None)
        given = stars[0] if dice.chance(0.8) else None
        matter.then(
            at, "call_back", by=by, method="phone", solved=solved, satisfied=given,
            note=dice.one(words[solved]),
        )  # fmt: skip
        judged = any(act.data.get("satisfied") for act in matter.acts)
        if solved == "yes" and not judged and dice.chance(0.4):
            later = at + dice.span(HOUR, 9 * DAY)
            matter.then(later, "rate", solved="yes", satisfied=5, text="")
        return at

    def _redo(self, matter: Matter, at: datetime, redone: int) -> None:
        dice = self._dice
        if matter.acts[-1].data.get("solved") == "":
            return
        if self._is_left(matter, at):
            return
        at = self._wait(at, {(400, 5000): 9, (8000, 10000): 1})
        text = dice.one(self._words["redo_replies"])
        matter.then(at, "reply", outcome="solved", text=text)
        self._after_reply(matter, at, redone=redone + 1)

    def _withdraw(self, matter: Matter, at: datetime) -> None:
        matter.then(at, "withdraw", reason=self._dice.one(self._words["withdraw"]))

    def _decline(self, matter: Matter, at: datetime) -> None:
        said = self._dice.one(self._words["declines"])
        matter.then(at, "decline", reason=said["reason"], text=said["text"])
        if matter.villager and self._dice.chance(0.3):
            at = matter.then(
                at + self._dice.span(HOUR, 2 * DAY), "appeal",
                text=self._dice.one(self._words["appeals"]),
            )  # fmt: skip
            at = self._wait(at, {(30, 400): 1})
            matter.then(at, "decline", reason=said["reason"], text=said["text"])

    def _is_left(self, matter: Matter, at: datetime) -> bool:
        """A few matters of late have been left lying."""
        share = 0.03 if self._until - at < RECENT else 0.0006
        return matter.level is not Level.EMERGENCY and self._dice.chance(share)

    def _wait(self, at: datetime, minutes: dict[tuple[int, int], int]) -> datetime:
        """So many minutes later, in office hours."""
        low, high = self._dice.weighted(minutes)
        later = at + self._dice.span(low * MINUTE, high * MINUTE)
        return in_office(later, self._calendar, self._dice)

    def _day_time(self, at: datetime, quick: bool) -> datetime:
        """Pressing work goes on in the evening, other work waits for the office."""
        if quick and 7 <= clock.local(at).hour < 21:
            return at
        return in_office(at, self._calendar, self._dice)
