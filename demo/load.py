"""Puts the whole demo into an empty installation, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from demo import cards, ground, scenes
from demo.dice import dice
from demo.homes import Homes
from demo.lives import Lives
from demo.matter import Matter
from demo.size import HOME_TOWN, OTHER_TOWN, Size
from demo.staff import Crew, quick_passwords
from demo.stage import Stage
from demo.subjects import Spots, Subjects
from demo.units import Builder
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import system
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.facts import as_history

BOSS = system("load_demo")
BEFORE = timedelta(days=400)


def load(size: Size, *, now: datetime) -> int:
    """Everything up to `now`; the same size and day give the same rows. Returns how many matters.

    Nobody is told of what is history. Half a load leaves no units, people or matters behind.
    """
    as_of = clock.local(now).date()
    opened = clock.at(as_of - BEFORE, 9)
    with clock.as_of(opened), as_history():
        ground.prepare(size, actor=BOSS, as_of=as_of)
        # Read outside the transaction, so that this thread looks at the shared tree again.
        towns = ground.towns_of(size, actor=BOSS)
        villages = ground.villages_of(size, actor=BOSS)
        with _all_or_nothing(), as_history(in_bulk=True):
            with ids.from_dice(dice("ids of units", as_of)), quick_passwords():
                crew = _staff(towns, villages, as_of)
            with ids.from_dice(dice("ids of cards", as_of)):
                cards.fill(actor=crew.actors["xiaozhao"], now=now)
            matters = _matters(size, villages, now)
            with ids.from_dice(dice("ids of homes", as_of)):
                _homes(size, villages, as_of)
            stage = Stage(crew)
            with ids.from_dice(dice("ids of accounts", as_of)), quick_passwords():
                stage.hire(matters)
            return stage.play(matters, now, dice("ids of cases", as_of))


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """One transaction without a way back half way: a third of the statements are saved."""
    features: Any = connection.features
    held = features.uses_savepoints
    try:
        with transaction.atomic():
            features.uses_savepoints = False
            yield
    finally:
        features.uses_savepoints = held


def _staff(towns: list[places.AreaRow], villages: list[places.AreaRow], as_of: date) -> Crew:
    builder = Builder(BOSS, dice("units", as_of))
    builder.county()
    for town in towns:
        builder.town(town)
    for village in villages:
        builder.village(village)
    crew = Crew(BOSS, builder.units, builder.city())
    crew.open_logins()
    return crew


def _homes(size: Size, villages: list[places.AreaRow], as_of: date) -> None:
    """The register of households, as it was when the demo opened."""
    made = Homes(dice("homes", as_of), now=clock.now(), today=as_of, actor=BOSS)
    filled = ground.all_villages(actor=BOSS) if size.whole_city else villages
    made.load([row.code for row in filled], size.homes)


def _matters(size: Size, villages: list[places.AreaRow], now: datetime) -> list[Matter]:
    """The scenes of today and the matters of a year, together as many as the size says."""
    as_of, throws = clock.local(now).date(), dice("matters", clock.local(now).date())
    share = {row.code: throws.gammavariate(1.2, 1.0) * _busy(row.code) for row in villages}
    spots = Spots(BOSS, dice("spots", as_of))
    subjects = Subjects(dice=throws, spots=spots, villages=share, as_of=as_of)
    found = scenes.put([*scenes.home(), *scenes.bends(), *scenes.others()], subjects, now)
    lives = Lives(dice=dice("lives", as_of), calendar=codes.calendar(), until=now)
    while len(found) < size.matters:
        pressing = throws.chance(0.012)
        matter, at = subjects.emergency(now) if pressing else subjects.draw(now)
        lives.live(matter, at)
        found.append(matter)
        while throws.chance(0.08) and len(found) < size.matters and matter.villager:
            at += throws.span(timedelta(hours=1), timedelta(days=3))
            again = subjects.again(matter)
            if at < now:
                lives.live(again, at)
                found.append(again)
    return found


def _busy(village: str) -> float:
    """The townships of the cast have used the system longer than others."""
    return 6.0 if village.startswith((HOME_TOWN[:9], OTHER_TOWN[:9])) else 1.0
