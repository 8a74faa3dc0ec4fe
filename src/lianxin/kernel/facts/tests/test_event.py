"""What may stand in a fact, and how it is read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

import pytest

from lianxin.kernel import clock, facts
from lianxin.kernel.facts import Event, registry, wire, wiring
from lianxin.kernel.facts.event import canonical, event_of
from lianxin.kernel.facts.tests import sample
from lianxin.kernel.facts.tests.sample import EggsSold


@dataclass(frozen=True)
class ThingWeighed(Event):
    """Anything at all."""

    thing: Any


class Size(StrEnum):
    LARGE = "large"


class Grade(IntEnum):
    FIRST = 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0402", "0402"),
        (7, 7),
        (True, True),
        (None, None),
        (["a", "b"], ["a", "b"]),
        (("a",), ["a"]),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (date(2026, 2, 14), "2026-02-14"),
        (datetime(2026, 2, 14, 8, 30, tzinfo=UTC), "2026-02-14T08:30:00+00:00"),
        (datetime(2026, 2, 14, 8, 30, tzinfo=clock.LOCAL), "2026-02-14T00:30:00+00:00"),
        (Size.LARGE, "large"),
        (Grade.FIRST, 1),
        ([UUID(int=5)], ["00000000-0000-0000-0000-000000000005"]),
    ],
)
def test_ids_codes_and_dates_are_kept_as_plain_values(given: Any, kept: Any) -> None:
    body = ThingWeighed("x:1", given).body()
    assert body == {"thing": kept}
    assert type(body["thing"]) is type(kept)
    assert event_of("ThingWeighed", "x:1", body) == ThingWeighed("x:1", kept)


@pytest.mark.parametrize(
    "given", [1.5, b"x", {"a": 1}, [1], object(), datetime(2026, 2, 14)]  # noqa: DTZ001 - on purpose
)  # fmt: skip
def test_what_is_not_plain_is_refused(given: Any) -> None:
    with pytest.raises(TypeError, match="thing"):
        ThingWeighed("x:1", given).body()


@pytest.mark.parametrize(
    "given", ["rubbish at the village gate", "村口\n垃圾", "垃" * 121, 2**53, ["a b"]]
)
def test_peoples_words_are_refused(given: Any) -> None:
    with pytest.raises(ValueError, match="thing"):
        ThingWeighed("x:1", given).body()


def test_a_fact_is_short() -> None:
    with pytest.raises(ValueError, match="too long"):
        ThingWeighed("x:1", ["210921203203"] * 400).body()


def test_one_text_for_one_body() -> None:
    assert canonical({"b": 1, "a": ["村"]}) == '{"a":["村"],"b":1}'
    assert canonical({"a": ["村"], "b": 1}) == canonical({"b": 1, "a": ["村"]})


def test_a_field_that_the_class_has_lost_is_left_out_and_a_new_one_has_its_default() -> None:
    assert event_of("EggsSold", "shop:1", {"count": 6, "colour": "red"}) == EggsSold("shop:1", 6)


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(LookupError):
        registry.event_class("EggsEaten")


def test_a_name_belongs_to_one_event() -> None:
    with pytest.raises(TypeError, match="EggsSold"):
        type("EggsSold", (Event,), {"__module__": "elsewhere"})
    assert registry.event_class("EggsSold") is EggsSold
    assert EggsSold in registry.event_classes()


def test_a_class_that_others_are_made_from_is_no_event_itself() -> None:
    class AnimalSold(Event):
        pass

    class HenSold(AnimalSold):
        pass

    assert HenSold in registry.event_classes()
    assert AnimalSold not in registry.event_classes()
    for name in ("AnimalSold", "HenSold"):
        registry._classes.pop(name)


def test_a_reaction_stands_once_under_an_event() -> None:
    before = wiring.wired()
    with pytest.raises(ValueError, match="twice"):
        wire(in_transaction={}, after_commit={EggsSold: [sample.tell, sample.tell]})
    assert wiring.wired() == before


def test_the_package_offers_only_its_own_names() -> None:
    with pytest.raises(AttributeError):
        facts.nothing  # noqa: B018 - on purpose
