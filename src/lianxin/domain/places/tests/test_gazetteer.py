"""Places read out of what people say: one, several to choose from, or none."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from lianxin.domain.places import selectors as places
from lianxin.domain.places.rules import Level, forms_of
from lianxin.domain.places.services import area_merge
from lianxin.kernel import clock
from lianxin.kernel.actor import VILLAGER, Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fuxin")]
MATTERS = Path(__file__).parents[5] / "demo" / "data" / "matters.json"
SANJIAZI = "210921120208"
DABAN, FUXIN_COUNTY = "210921120000", "210921000000"


def read(text: str, near: str = "") -> places.PlaceGuess:
    return places.places_in_text(text, actor=VILLAGER, near=near)


def name_of(guess: places.PlaceGuess) -> str:
    return guess.area.display_name if guess.area else ""


@pytest.mark.parametrize(
    ("text", "near", "display"),
    [
        ("大板镇三家子村村口路灯不亮了", "", "大板镇三家子村"),
        ("大板三家子的路灯不亮了", "", "大板镇三家子村"),
        ("三家子村的路灯不亮了", DABAN, "大板镇三家子村"),
        ("大板镇这边，三家子屯东头的桥坏了", "", "大板镇三家子村"),
        ("小新立屯的垃圾没人清", "", "卧凤沟乡小新立屯村"),
        ("小新立垃圾没人清", "", "卧凤沟乡小新立屯村"),
        ("沙力根皋村委会道南有条狗", "", "务欢池镇沙力根皋村"),
        ("阜蒙县王府镇河东村的井坏了", "", "王府镇河东村"),
        ("大板镇赶集堵得过不去车", "", "大板镇"),
        ("上三家子那边烧秸秆", "", "大冷镇上三家子村"),
        ("三家子村和大板镇三家子村是一个地方", "", "大板镇三家子村"),
    ],
)
def test_a_place_said_plainly_is_found(text: str, near: str, display: str) -> None:
    assert name_of(read(text, near)).endswith(display), read(text, near)


def test_five_villages_are_called_三家子_so_it_asks() -> None:
    guess = read("三家子村的路灯不亮了")
    assert guess.area is None
    assert len(guess.candidates) == 5
    assert len({row.display_name for row in guess.candidates}) == 5
    assert guess.words == "三家子村"
    near = read("三家子村的路灯不亮了", FUXIN_COUNTY)
    assert near.area is None


@pytest.mark.parametrize(
    "text",
    [
        "", "😀😀", "路灯不亮了", "我家新房子漏雨", "大风刮倒一棵树", "孩子满堂红火",
        "村里的账不公开", "上学的孩子没人管", "文化广场的灯坏了", "民主选举的事", "东头的井盖没了",
        "建设新农村", "平安建设搞得好", "三间房要塌",
    ],
)  # fmt: skip
def test_where_no_place_is_named_none_is_found(text: str) -> None:
    assert read(text) == places.PlaceGuess()


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("我们同意村里的安排", "同意村"),
        ("集中村民开了个会", "集中村"),
        ("老三家子那边着了火", "三家子村"),
        ("后三家子沟里倒垃圾", "三家子村"),
        ("泡子那边没水了", "泡子村"),
        ("从小新立屯到三家子的路坏了", "小新立屯村"),
        ("务欢池镇三家子村的桥坏了", "三家子村"),
    ],
)
def test_what_may_be_something_else_is_asked_and_never_taken(text: str, may_be: str) -> None:
    guess = read(text)
    assert guess.area is None
    assert any(row.short_name == may_be for row in guess.candidates) or not guess.candidates


def test_the_text_weighs_more_than_where_the_reporter_lives() -> None:
    assert name_of(read("大板镇三家子村的桥坏了", "210921203000")) == "大板镇三家子村"


def test_ten_times_as_long_a_text_costs_about_ten_times_as_much() -> None:
    def cost(times: int) -> float:
        spent = []
        for _ in range(3):
            began = time.process_time()
            read("三家子村" * times)
            spent.append(time.process_time() - began)
        return min(spent)

    assert cost(2500) < 40 * cost(250), "the whole text is gone through again and again"


def test_a_merged_village_is_found_under_its_old_name(program: Actor) -> None:
    village = read("小新立屯村的灯坏了").area
    assert village is not None
    other = next(
        row for row in places.villages(village.parent, actor=program) if row.code != village.code
    )
    area_merge(actor=program, code=village.code, into=other.code, on=clock.today())
    assert name_of(read("小新立屯村的灯坏了")) == other.display_name


def sentences(dice: random.Random, rows: list[places.AreaRow]) -> list[tuple[str, str, str]]:
    """What people say, the place that is meant ("" when none is said), and where they live."""
    told = json.loads(MATTERS.read_text(encoding="utf-8"))
    slots = {name: values for name, values in told["slots"].items() if name != "spot"}
    made = []
    for _ in range(6000):
        row = dice.choice(rows)
        town = places.town_name(row.code, actor=VILLAGER)
        stem = row.short_name.removesuffix("村").removesuffix("社区")
        said = dice.choices(
            [
                town + row.short_name,
                row.short_name,
                town + stem,
                stem,
                town.rstrip("镇乡") + stem,
                "",
            ],
            [3, 4, 1, 1.5, 0.5, 1],
        )[0]
        spot = said + dice.choice(told["slots"]["spot"])
        words = dice.choice(dice.choice(told["matters"])["t"])
        text = words.replace("{spot}", spot)
        for name, values in slots.items():
            text = text.replace(f"{{{name}}}", dice.choice(values))
        made.append(
            (text if spot in text else f"{spot}，{text}", row.code if said else "", row.parent)
        )
    return made


@pytest.mark.parametrize("with_near", [False, True])
def test_of_six_thousand_sentences_hardly_one_is_put_in_the_wrong_place(with_near: bool) -> None:
    dice = random.Random(20260114)
    rows = [
        row
        for county in places.counties(actor=VILLAGER)
        for town in places.towns(county.code, actor=VILLAGER)
        for row in places.villages(town.code, actor=VILLAGER)
    ]
    told = sentences(dice, rows)
    places.forget()
    read("")
    began = time.perf_counter()
    guesses = [read(text, near if with_near else "") for text, _, near in told]
    seconds = time.perf_counter() - began
    seen: Counter[str] = Counter()
    for (text, code, _), guess in zip(told, guesses, strict=True):
        seen[_verdict(code, guess, text)] += 1
    share = {name: f"{100 * n / len(told):.2f} %" for name, n in seen.most_common()}
    print(f"near={with_near} {len(told) / seconds:,.0f} texts/s", share)
    assert seen["wrong"] <= len(told) / 1000
    assert seen["right"] >= len(told) * (0.75 if with_near else 0.6)


def _verdict(code: str, guess: places.PlaceGuess, text: str) -> str:
    if guess.area is not None:
        if guess.area.code == code:
            return "right"
        if guess.area.level == Level.TOWN and code.startswith(guess.area.code[:9]):
            return "only the township"
        print("wrong:", text, guess.area.display_name)
        return "wrong"
    if guess.candidates:
        return "asked" if code in {row.code for row in guess.candidates} else "asked beside it"
    return "missed" if code else "rightly nothing"


def test_the_forms_of_a_name_are_those_that_people_use() -> None:
    said = {form.text for form in forms_of("三家子村", "village", is_rural=True, above="大板镇")}
    assert {"三家子村", "三家子", "三家子屯", "大板镇三家子村", "大板三家子"} <= said
    assert {form.text for form in forms_of("阜新蒙古族自治县", "county", is_rural=False)} == {
        "阜新蒙古族自治县", "阜新县", "阜蒙县",
    }  # fmt: skip
