"""The people: a process of its own that asks the server as fast as it answers.

Reads orders as lines of JSON (an operation and its seconds), answers each with a line. Every client
is a thread that sends its next request when it has the answer to the last one.
"""

from __future__ import annotations

import http.client
import itertools
import json
import random
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench.client import Answer, Visitor
from bench.words import SEARCHES, matter

CLEANING = "0402"
ORDINARY = "3"
CHECK = {"page": "check"}


class Unexpected(Exception):
    """The server answered something else than what the operation leads to."""


@dataclass
class Client:
    """One client: somebody who reads at the desk, somebody who writes there, a villager's phone.

    `pool`: registered matters that the one who writes may dispatch.
    """

    reader: dict[str, Any]
    writer: dict[str, Any]
    reading: Visitor
    writing: Visitor
    phone: Visitor
    rng: random.Random
    pool: list[str] = field(default_factory=list)

    def page(self, path: str, mark: str) -> Answer:
        """A page of the desk that must show something."""
        return expect(self.reading.get(path), 200, mark)


@dataclass(frozen=True)
class Took:
    """One operation: at the client, and in the application."""

    client: float
    server: float


def expect(answer: Answer, status: int, mark: str = "") -> Answer:
    """Raises: Unexpected."""
    if answer.status != status or mark.encode() not in answer.body:
        raise Unexpected(f"{answer.status}: {answer.body[:400].decode(errors='replace')}")
    return answer


def health(client: Client) -> Iterator[Answer]:
    """The floor: what a request costs at all."""
    yield expect(client.phone.get("/health/"), 200)


def queue(client: Client) -> Iterator[Answer]:
    """A queue of one's own."""
    name = client.rng.choice(client.reader["queues"])
    yield client.page(f"/desk/?queue={name}", 'id="list"')


def deep(client: Client) -> Iterator[Answer]:
    """A list narrowed to a kind of matter and sorted, at its 200th page."""
    if not client.reader["deep"]:
        return
    yield client.page(f"/desk/?{client.rng.choice(client.reader['deep'])}", 'id="list"')


def counts(client: Client) -> Iterator[Answer]:
    """How many there are by state, category and month, of a whole county or township."""
    if not client.reader["counts"]:
        return
    yield client.page(f"/desk/figures/counts/?area={client.reader['counts']}", "合计")


def search(client: Client) -> Iterator[Answer]:
    """A word, everywhere one may look."""
    words = client.rng.choice(SEARCHES)
    yield client.page(f"/desk/?{urlencode({'queue': 'all', 'q': words})}", 'id="list"')


def case(client: Client) -> Iterator[Answer]:
    """A matter's page."""
    key = client.rng.choice(client.reader["cases"])
    yield client.page(f"/desk/cases/{key}/", key)


def register(client: Client) -> Iterator[Answer]:
    """A clerk sends the form of a call."""
    key, village = str(uuid4()), client.writer["village"]
    _category, place, text = matter(client.rng, frozenset())
    fields = {
        "id": key, "area": village["code"], "place": village["name"], "place_text": place,
        "text": text, "category": CLEANING, "level": "", "nature": "help", "channel": "phone",
        "origin": "reported", "people_count": "1", "reporter_name": "示例乡亲",
        "reporter_phone": some_phone(), "confidentiality": "open",
    }  # fmt: skip
    yield expect(client.writing.post("/desk/cases/new/", fields), 302)
    client.pool.append(key)


def some_phone() -> str:
    """Another person each time, also when the data of the last time are asked once more."""
    return f"138{secrets.randbelow(10**8):08d}"


def report(client: Client) -> Iterator[Answer]:
    """A villager goes through all pages of the form; timed is the last one, which registers."""
    _category, place, text = matter(client.rng, frozenset())
    code = client.writer["village"]["code"]
    answer = expect(client.phone.get("/report/?where=other"), 200)
    for page, given in (
        ("town", {"town": f"{code[:9]}000"}), ("village", {"village": code}),
        ("spot", {"place_text": place}), ("what", {"text": text}), ("more", {"category": CLEANING}),
        ("who", {"confidentiality": "open", "phone": some_phone(), "name": "示例乡亲"}),
    ):  # fmt: skip
        fields = {"state": state_on(answer), "page": page, **given}
        answer = expect(client.phone.post("/report/", fields), 200)
    last = client.phone.post("/report/", {"state": state_on(answer), **CHECK})
    yield expect(last, 302)
    client.pool.append(last.location.split("/")[2])


def state_on(answer: Answer) -> str:
    """The answers so far, as the page carries them."""
    mark = b'name="state" value="'
    if mark not in answer.body:
        raise Unexpected("the page carries no answers")
    return answer.body.partition(mark)[2].partition(b'"')[0].decode()


def dispatch(client: Client) -> Iterator[Answer]:
    """A registered matter is given to a unit; none left, none done."""
    if not client.pool:
        return
    key = client.pool.pop()
    fields = {
        "version": "1", "category": CLEANING, "unit": client.writer["unit"], "level": ORDINARY,
        "note": "",
    }  # fmt: skip
    yield expect(client.writing.post(f"/desk/cases/{key}/dispatch/", fields), 302)


Operation = Callable[[Client], Iterator[Answer]]
OPERATIONS: dict[str, Operation] = {
    op.__name__: op
    for op in (health, queue, deep, search, case, counts, report, register, dispatch)
}


class Phase:
    """All clients doing one thing for a while."""

    def __init__(self, clients: list[Client], name: str, seconds: float, warm: float) -> None:
        self.clients, self.operation = clients, OPERATIONS[name]
        self.seconds, self.warm = seconds, warm
        self.took: list[Took] = []
        self.wrong: list[str] = []
        self.is_timed = threading.Event()
        self.until = 0.0

    def run(self, ready: Callable[[], None]) -> dict[str, Any]:
        """Warm up, say so, measure."""
        self._together(self.warm)
        ready()
        self.is_timed.set()
        began = time.perf_counter()
        self._together(self.seconds)
        spent = time.perf_counter() - began
        return {
            "seconds": spent, "client": [t.client for t in self.took],
            "server": [t.server for t in self.took], "wrong": self.wrong[:5],
            "wrong_count": len(self.wrong),
        }  # fmt: skip

    def _together(self, seconds: float) -> None:
        self.until = time.perf_counter() + seconds
        threads = [threading.Thread(target=self._one, args=(c,)) for c in self.clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _one(self, client: Client) -> None:
        while time.perf_counter() < self.until:
            began = time.perf_counter()
            try:
                answers = list(self.operation(client))
            except (Unexpected, OSError, http.client.HTTPException) as bad:
                self.wrong.append(f"{type(bad).__name__}: {bad}")
                continue
            if not answers:
                return
            if self.is_timed.is_set():
                took = time.perf_counter() - began
                self.took.append(Took(took, answers[-1].server_seconds))


def people(plan: dict[str, Any]) -> list[Client]:
    """Everybody logs in once. Whoever comes first as a person has that person's pool."""
    made = []
    readers = itertools.cycle(plan["people"])
    writers = itertools.cycle([person for person in plan["people"] if person["village"]])
    for _number in range(plan["clients"]):
        reader, writer = next(readers), next(writers)
        reading, writing, phone = (Visitor(plan["host"], plan["port"]) for _ in range(3))
        for visitor, person in ((reading, reader), (writing, writer)):
            visitor.log_in(person["username"], plan["password"])
            visitor.get("/desk/")
        rng, pool = random.Random(), writer["pool"]
        made.append(Client(reader, writer, reading, writing, phone, rng, pool))
        writer["pool"] = []
    return made


def say(said: dict[str, Any]) -> None:
    """One line to whoever gave the order."""
    print(json.dumps(said), flush=True)


def main() -> None:
    """Log in, then do as ordered until there are no more orders."""
    plan = json.loads(sys.stdin.readline())
    clients = people(plan)
    say({"ready": True})
    for line in sys.stdin:
        order = json.loads(line)
        phase = Phase(clients, order["name"], order["seconds"], order["warm"])
        say(phase.run(lambda: say({"ready": True})))


if __name__ == "__main__":
    main()
