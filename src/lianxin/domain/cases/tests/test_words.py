"""Looking for words gives the same page whichever way the database goes."""

from __future__ import annotations

import random

import pytest

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.selectors import _hits, queues
from lianxin.kernel.text import search_vector_value, tsquery
from tests.cast import Cast, dispatched, register

pytestmark = pytest.mark.django_db
WORDS = ("垃圾", "路灯", "老井")


@pytest.mark.parametrize("look", [1, 3, 12, 2000])
@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_a_short_look_a_longer_one_and_the_index_find_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, look: int, sort: str
) -> None:
    monkeypatch.setattr(_hits, "LOOK", look)
    monkeypatch.setattr(_hits, "ENOUGH", 2)
    monkeypatch.setattr(queues, "PAGE", 4)
    rng, desk = random.Random(look), cast.actor("desk")
    held: dict[str, list[str]] = {word: [] for word in WORDS}
    for n in range(24):
        said = rng.choice(WORDS)
        case = register(text=f"{said}的事，第{n}件")
        Case.objects.filter(pk=case.pk).update(search=search_vector_value(case.text))
        held[said].append(case.no)
    for word, numbers in held.items():
        found, after = [], ""
        while True:
            page = cases.case_list(
                actor=desk, filter=cases.Filter("all", q=word, sort=sort, after=after)
            )
            found += [row.no for row in page.rows]
            if not (after := page.next):
                break
        assert found == (numbers if sort == "oldest" else numbers[::-1])


def test_a_word_that_everybody_uses_is_not_looked_up_in_the_index(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "PAGE", 2)
    for n in range(6):
        register(text=f"垃圾第{n}堆")
    desk = cast.actor("desk")
    asked: list[int] = []
    among = _hits._among

    def noted(*args: object) -> list[tuple[object, ...]]:
        asked.append(1)
        return among(*args)  # type: ignore[arg-type] # handed on as they came

    monkeypatch.setattr(_hits, "_among", noted)
    page = cases.case_list(actor=desk, filter=cases.Filter("all", q="垃圾"))
    assert (len(page.rows), len(asked), tsquery("垃圾")) == (2, 1, "'垃圾'")


@pytest.mark.parametrize("few", [2, 1000])
@pytest.mark.parametrize("sort", ["newest", "oldest", "due"])
def test_a_unit_finds_among_its_own_matters_however_many_hold_the_word(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, few: int, sort: str
) -> None:
    monkeypatch.setattr(_hits, "FEW", few)
    monkeypatch.setattr(queues, "PAGE", 3)
    own: list[str] = []
    for n in range(10):
        case = register(text=f"垃圾第{n}堆")
        if n % 2 == 0:
            own.append(dispatched(cast, case).no)
        Case.objects.filter(pk=case.pk).update(search=search_vector_value(case.text))
    found, after = [], ""
    while True:
        page = cases.case_list(
            actor=cast.actor("handler"),
            filter=cases.Filter("all", q="垃圾", sort=sort, after=after),
        )
        found += [row.no for row in page.rows]
        if not (after := page.next):
            break
    assert (sorted(found) if sort == "due" else found) == (own[::-1] if sort == "newest" else own)
