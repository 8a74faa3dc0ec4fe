"""Plays the acts through the real services, each at its moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from demo.dice import Dice
from demo.matter import Act, Matter
from demo.staff import Crew
from lianxin.domain.cases import services as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Solved, State, Watch
from lianxin.domain.cases.services import CallBackAnswer, Intake
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import VILLAGER, Actor, Kind

REMIND_EVERY = timedelta(hours=48)
CONFIDENTIAL = "13"


@dataclass
class Part:
    """A matter on the stage, once it has an id."""

    matter: Matter
    unit: UUID
    case_id: UUID | None = None
    from_county: bool = False


class Stage:
    """Who acts in which part, and the clock that is set to each act."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew
        self._verbs: dict[str, Callable[[Part, Act], Any]] = {
            "register": self._register,
            "dispatch": self._dispatch,
            "decline": self._decline,
            "sign": self._sign,
            "contact": self._contact,
            "note": self._note,
            "reply": self._reply,
            "review": self._review,
            "verify": self._verify,
            "call_back": self._call_back,
            "rate": self._rate,
            "withdraw": self._withdraw,
            "appeal": self._appeal,
            "return_ask": self._return_ask,
            "extend_ask": self._extend_ask,
            "suspend": self._suspend,
            "supervise": self._supervise,
            "whistle": self._whistle,
            "assign": self._assign,
        }

    def hire(self, matters: Iterable[Matter]) -> None:
        """Open the accounts of everybody who will be needed; before the first act."""
        for matter in matters:
            verbs = {act.verb for act in matter.acts}
            self._crew.dispatcher(matter.town)
            if matter.is_by_grid_worker:
                self._crew.grid_worker(matter.village)
            if "sign" in verbs:
                self._handler(self._part(matter))

    def play(self, matters: Iterable[Matter], until: datetime, dice: Dice) -> int:
        """All acts of all matters in the order of time; returns how many matters there are."""
        parts = [self._part(matter) for matter in matters]
        line = sorted(
            ((act.at, n, step, act) for n, part in enumerate(parts)
             for step, act in enumerate(part.matter.acts)),
            key=lambda entry: entry[:3],
        )  # fmt: skip
        reminded = line[0][0] if line else until
        with ids.from_dice(dice):
            for at, n, _step, act in line:
                if at - reminded > REMIND_EVERY:
                    reminded = self._remind(at)
                with clock.as_of(at):
                    self._verbs[act.verb](parts[n], act)
            self._remind(until)
        return len(parts)

    def _remind(self, at: datetime) -> datetime:
        with clock.as_of(at):
            cases.case_tick(actor=self._crew.boss)
        return at

    def _part(self, matter: Matter) -> Part:
        unit = self._crew.units.find(matter.unit_kind, matter.village)
        return Part(matter, unit, from_county=matter.is_by_county)

    def _handler(self, part: Part) -> Actor:
        is_county = part.matter.unit_kind.startswith("county")
        area = part.matter.village[:6].ljust(12, "0") if is_county else part.matter.town
        return self._crew.handler(part.unit, area)

    def _centre(self, part: Part) -> Actor:
        """Who sorts it: the county's desk for what came in there, else the township."""
        if part.from_county:
            return self._crew.actors["xiaofeng"]
        return self._crew.dispatcher(part.matter.town)

    def _register(self, part: Part, act: Act) -> None:
        matter, villager = part.matter, part.matter.villager
        actor = VILLAGER if matter.is_by_herself else self._centre(part)
        if matter.is_by_grid_worker:
            actor = self._crew.grid_worker(matter.village)
        intake = Intake(
            area=matter.village, origin=matter.origin, channel=matter.channel, text=matter.text,
            group=matter.group, grid=matter.grid, place_text=matter.place_text, lon=matter.lon,
            lat=matter.lat, category=matter.category, nature=matter.nature,
            level=matter.level.value, people_count=matter.people_count,
            reporter_name=villager.name if villager else "",
            reporter_phone=villager.phone if villager else "",
            confidentiality=matter.confidentiality,
            on_behalf=matter.is_by_grid_worker and villager is not None,
        )  # fmt: skip
        part.case_id = ids.new()
        cases.case_register(actor=actor, id=part.case_id, intake=intake)

    def _dispatch(self, part: Part, act: Act) -> None:
        cases.case_dispatch(
            actor=self._centre(part), case_id=_id(part), unit=part.unit, level=part.matter.level,
            category=part.matter.category, note=act.data.get("note", ""),
        )  # fmt: skip

    def _decline(self, part: Part, act: Act) -> None:
        cases.case_decline(
            actor=self._centre(part), case_id=_id(part), reason=act.data["reason"],
            explanation=act.data["text"],
        )  # fmt: skip

    def _sign(self, part: Part, act: Act) -> None:
        waiting = Case.objects.filter(pk=_id(part), state=State.DISPATCHED.value)
        if waiting.exists():  # else its silence was taken for a signature
            cases.case_sign(actor=self._handler(part), case_id=_id(part))

    def _contact(self, part: Part, act: Act) -> None:
        cases.case_note(
            actor=self._handler(part), case_id=_id(part), text=act.data["text"], is_public=True,
            is_contact=True,
        )  # fmt: skip

    def _note(self, part: Part, act: Act) -> None:
        cases.case_note(
            actor=self._handler(part), case_id=_id(part), text=act.data["text"],
            is_public=act.data["public"],
        )  # fmt: skip

    def _reply(self, part: Part, act: Act) -> None:
        cases.case_reply(
            actor=self._handler(part), case_id=_id(part), outcome=act.data["outcome"],
            text=act.data["text"],
        )  # fmt: skip

    def _review(self, part: Part, act: Act) -> None:
        cases.case_review(actor=self._crew.actors["xiaohe"], case_id=_id(part), is_passed=True)

    def _verify(self, part: Part, act: Act) -> None:
        cases.case_verify(
            actor=self._looker(part), case_id=_id(part), is_passed=act.data["passed"],
            text=act.data["text"],
        )  # fmt: skip

    def _looker(self, part: Part) -> Actor:
        """The village's grid worker if there is one at work; of the village itself the township."""
        known = f"grid:{part.matter.village}" in self._crew.actors
        if known and not part.matter.category.startswith(CONFIDENTIAL):
            return self._crew.grid_worker(part.matter.village)
        return self._crew.dispatcher(part.matter.town)

    def _call_back(self, part: Part, act: Act) -> None:
        is_town = act.data["by"] == "town"
        caller = self._crew.dispatcher(part.matter.town) if is_town else self._crew.actors["xiaohe"]
        said = act.data["solved"]
        answer = CallBackAnswer(
            act.data["method"], reached=bool(said), contacted=True if said else None,
            solved=Solved(said) if said else None, satisfied=act.data.get("satisfied"),
            note=act.data["note"],
        )  # fmt: skip
        cases.case_call_back(actor=caller, case_id=_id(part), answer=answer)

    def _rate(self, part: Part, act: Act) -> None:
        cases.case_rate(
            actor=_reporter(part), case_id=_id(part), solved=Solved(act.data["solved"]),
            satisfied=act.data["satisfied"], text=act.data["text"],
        )  # fmt: skip

    def _withdraw(self, part: Part, act: Act) -> None:
        cases.case_withdraw(actor=_reporter(part), case_id=_id(part), reason=act.data["reason"])

    def _appeal(self, part: Part, act: Act) -> None:
        cases.case_appeal(actor=_reporter(part), case_id=_id(part), text=act.data["text"])

    def _return_ask(self, part: Part, act: Act) -> None:
        cases.case_return_ask(actor=self._handler(part), case_id=_id(part), **act.data)

    def _extend_ask(self, part: Part, act: Act) -> None:
        due = Case.objects.only("result_due").get(pk=_id(part)).result_due
        cases.case_extend_ask(
            actor=self._handler(part), case_id=_id(part), reason=act.data["reason"],
            until=(due or act.at) + timedelta(days=2), is_person_told=True,
        )  # fmt: skip

    def _suspend(self, part: Part, act: Act) -> None:
        words = cases.HoldWords(
            act.data["kind"], act.data["condition"], clock.today() + timedelta(days=80),
            act.data["explanation"], True,
        )  # fmt: skip
        cases.case_suspend(actor=self._centre(part), case_id=_id(part), words=words)

    def _whistle(self, part: Part, act: Act) -> None:
        station = self._crew.units.find("town:环卫", part.matter.village)
        words = cases.WhistleWords(
            act.data["kind"], [station], act.data["why"], act.data["expected"],
            act.data["place_text"],
        )  # fmt: skip
        actor = self._crew.dispatcher(part.matter.town)
        cases.case_whistle(actor=actor, case_id=_id(part), words=words)

    def _assign(self, part: Part, act: Act) -> None:
        head = UUID(self._crew.actors["r15"].id.removeprefix("user:"))
        cases.case_assign(
            actor=self._handler(part), case_id=_id(part), owner=head, text=act.data["text"]
        )

    def _supervise(self, part: Part, act: Act) -> None:
        cases.case_supervise(
            actor=self._crew.actors["xiaohe"], case_id=_id(part),
            level=Watch(act.data["level"]), text=act.data["text"],
        )  # fmt: skip


def _id(part: Part) -> UUID:
    if part.case_id is None:
        raise RuntimeError("A matter is registered before anything else is done to it.")
    return part.case_id


def _reporter(part: Part) -> Actor:
    """The villager with the tracking code."""
    case_id = _id(part)
    streams = frozenset({f"case:{case_id}"})
    return Actor(f"reporter:{case_id}", "反映人", Kind.REPORTER, streams=streams)
