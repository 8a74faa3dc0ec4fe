"""Fill the tables as ten years of work would: cases by COPY, their history and facts from them."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import connection
from django.db.models import Value

from bench import history, words
from bench.people import Village
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import ENDED, Level, State, dues, title_of
from lianxin.domain.cases.services import _law, tally_rebuild
from lianxin.domain.cases.services._case import set_next_clock, set_next_mark
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import system
from lianxin.kernel.privacy import EncryptedTextField, keyed_hash
from lianxin.kernel.text import search_vector_value

YEARS = 10
# Intake grew over the years; with lives of up to LONGEST days about 2 % of all cases are open.
GROWTH = 1.5
LONGEST = 22.0
PHONES = 20_000
CHUNK = 20_000
SAY_EVERY = 5 * CHUNK
ANYBODY = "villager"
NEXT = ("next_clock", "next_from", "next_soon", "next_due", "next_mark", "next_mark_at")


@dataclass(frozen=True)
class Life:
    """When things happened to one case; what lies ahead has not happened."""

    registered: datetime
    dispatched: datetime
    signed: datetime
    contacted: datetime
    replied: datetime
    closed: datetime
    ending: State


class Archive:
    """Makes rows of `cases_case`; the same seed makes the same rows, but for ids and ciphers."""

    def __init__(self, villages: list[Village], handler: str, *, seed: int = 1) -> None:
        self.rng = Random(seed)
        self.now = clock.now()
        self.villages, self.handler = villages, handler
        self.known = frozenset(villages[0].units)
        self.serial: Counter[tuple[str, date]] = Counter()
        fields = Case._meta.concrete_fields
        self.columns = [f.column for f in fields]
        self._usual = {f.column: f.get_db_prep_save(_default(f), connection) for f in fields}
        self._seal = {
            f.column: f.get_prep_value for f in fields if isinstance(f, EncryptedTextField)
        }
        self._phones = [self._phone(n) for n in range(PHONES)]

    def _phone(self, n: int) -> tuple[str, str]:
        phone = f"1384180{n:04d}" if n < 10_000 else f"1384181{n - 10_000:04d}"
        return self._seal["reporter_phone"](phone), keyed_hash(phone)

    def rows(self, count: int) -> Iterator[tuple[Any, ...]]:
        """So many cases, the oldest first."""
        for age in self._ages(count):
            row = self._usual | self._row(self._life(age))
            yield tuple(row[column] for column in self.columns)

    def _ages(self, count: int) -> array[float]:
        """Days since each case came in."""
        days = YEARS * 365
        ages = (days * self.rng.random() ** GROWTH for _ in range(count))
        return array("d", sorted(ages, reverse=True))

    def _life(self, age: float) -> Life:
        rng, registered = self.rng, self.now - timedelta(days=age)
        length = rng.uniform(0.1, LONGEST)
        at = [registered + timedelta(days=length * share) for share in self._shares()]
        dice = rng.random()
        ending = State.NOT_ACCEPTED if dice < 0.03 else State.CLOSED
        ending = State.WITHDRAWN if dice > 0.98 else ending
        dispatched, signed, contacted, replied, closed = at
        return Life(registered, dispatched, signed, contacted, replied, closed, ending)

    def _shares(self) -> tuple[float, float, float, float, float]:
        r = self.rng.random()
        return 0.1 * r, 0.1 + 0.1 * r, 0.2 + 0.15 * r, 0.5 + 0.35 * r, 1.0

    def _row(self, life: Life) -> dict[str, Any]:
        rng = self.rng
        village = rng.choice(self.villages)
        category, place, text = words.matter(rng, self.known)
        kind = _law.category_of(category)
        phone, phone_hash = rng.choice(self._phones)
        day = clock.local(life.registered).date()
        self.serial[village.code[:6], day] += 1
        search = f"{text} {place} {village.name} {kind.name}"
        row = {
            "id": ids.new(), "county": village.code[:6], "town": village.code[:9],
            "area_id": village.code, "category": category, "level": kind.level.value,
            "no": f"{village.code[:6]}{day:%Y%m%d}{self.serial[village.code[:6], day]:04d}",
            "origin": "reported", "channel": "web", "nature": "help", "sensitive": kind.sensitive,
            "place_text": place, "title": title_of(text, kind.name), "text": text,
            "search": vector(search), "reporter_name": self._seal["reporter_name"]("示例乡亲"),
            "reporter_phone": phone, "phone_hash": phone_hash, "registered_by": ANYBODY,
            "registered_at": life.registered,
        }  # fmt: skip
        return row | self._course(life, village, kind)

    def _course(self, life: Life, village: Village, kind: _law.Category) -> dict[str, Any]:
        """States and clocks, by the rules that hold for living cases too."""
        calendar, clocks = _law.calendar(village.code[:6]), _clocks(kind.level)
        course: dict[str, Any] = {
            "clock_version": clocks.version,
            "dispatch_due": clocks.dispatch.after(life.registered, calendar),
        }
        state, version = State.REGISTERED, 1
        for then, at, add in self._stations(life, village, kind):
            if at > self.now:
                break
            state, version = then, version + 1
            course |= add(at)
        course |= {"state": state.value, "version": version}
        if state not in ENDED:
            case = Case(
                registered_at=life.registered, county=village.code[:6], level=kind.level.value,
                **_by_attribute(course),
            )  # fmt: skip
            set_next_clock(case, at=life.registered)
            while case.next_mark_at is not None and case.next_mark_at <= self.now:
                set_next_mark(case, at=self.now, after=case.next_mark)
            course |= {name: getattr(case, name) for name in NEXT}
        return course

    def _stations(
        self, life: Life, village: Village, kind: _law.Category
    ) -> list[tuple[State, datetime, Callable[[datetime], dict[str, Any]]]]:
        calendar, clocks = _law.calendar(village.code[:6]), _clocks(kind.level)

        def ended(at: datetime) -> dict[str, Any]:
            return {"closed_at": at}

        def dispatched(at: datetime) -> dict[str, Any]:
            until = dues(clocks, at, calendar)
            return {
                "dispatched_at": at, "first_dispatched_at": at, "clock_from": at,
                "dispatch_count": 1, "return_until": clocks.return_within.after(at, calendar),
                "main_org_id": village.units[kind.code], "sign_due": until.sign,
                "contact_due": until.contact, "result_due": until.result,
            }  # fmt: skip

        def replied(at: datetime) -> dict[str, Any]:
            due = clocks.call_back.after(at, calendar)
            handlers = f'["{self.handler}"]'
            return {
                "replied_at": at,
                "outcome": "solved",
                "call_back_due": due,
                "handlers": handlers,
            }

        def closed(at: datetime) -> dict[str, Any]:
            return {"closed_at": at, "solved": "yes", "satisfied": self.rng.choice((3, 4, 5, 5))}

        if life.ending is State.NOT_ACCEPTED:
            reason = {"decline_reason": "litigation"}
            return [(life.ending, life.dispatched, lambda at: ended(at) | reason)]
        course: list[tuple[State, datetime, Callable[[datetime], dict[str, Any]]]] = [
            (State.DISPATCHED, life.dispatched, dispatched),
            (State.SIGNED, life.signed, lambda at: {"signed_at": at}),
            (State.WORKING, life.contacted, lambda at: {"contacted_at": at}),
            (State.CALLBACK, life.replied, replied),
            (State.CLOSED, life.closed, closed),
        ]
        if life.ending is State.WITHDRAWN:
            return [*course[:2], (life.ending, life.contacted, ended)]
        return course


def _default(field: Any) -> Any:
    return field.get_default()


def _by_attribute(course: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in course.items() if k != "handlers"}


_known_clocks: dict[Level, Any] = {}


def _clocks(level: Level) -> Any:
    if level not in _known_clocks:
        _known_clocks[level] = _law.clocks_of(level, on=clock.today(), county="")
    return _known_clocks[level]


def vector(text: str) -> str:
    """What the program would store for this text, as PostgreSQL writes it."""
    (value,) = search_vector_value(text).source_expressions
    assert isinstance(value, Value)
    return " ".join(f"'{word}':{place}" for place, word in enumerate(value.value.split(), start=1))


def fill(archive: Archive, count: int, say: Callable[[str], None]) -> None:
    """Write so many cases with their history, facts and numbers, and the indexes at the end."""
    columns = ", ".join(f'"{name}"' for name in archive.columns)
    with history.without_indexes():
        rows = archive.rows(count)
        for done in range(0, count, CHUNK):
            _copy(f"COPY cases_case ({columns}) FROM STDIN", list(islice(rows, CHUNK)))
            if done and done % SAY_EVERY == 0:
                say(f"{done} 件事项 cases")
        _numbers(archive)
        say("办理过程和事实 … steps and facts")
        history.write()
        tally_rebuild(actor=system("bench"))
        say("索引 … indexes")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


def _copy(sql: str, rows: list[tuple[Any, ...]]) -> None:
    """The rows are there before the line is taken: making them may ask for tables on it."""
    with connection.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)


def _numbers(archive: Archive) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO cases_numberseries (county, day, last) VALUES (%s, %s, %s)",
            [(county, day, last) for (county, day), last in archive.serial.items()],
        )
