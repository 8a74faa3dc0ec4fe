"""What is read out of words: titles, danger, and what others may not be told."""

from __future__ import annotations

import pytest

from lianxin.domain.cases.rules import Level, emergency_hint, title_of, without_reporter


class TestWording:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("村口垃圾三天没拉。味儿大。", "村口垃圾三天没拉"),
            ("  路灯\t不亮\n东头第三盏", "路灯 不亮"),
            ("水" * 40, "水" * 29 + "…"),
            ("水" * 30, "水" * 30),
            ("", "语音：垃圾清运"),
            ("。。。", "语音：垃圾清运"),
        ],
    )
    def test_a_title_is_the_first_clause(self, text: str, title: str) -> None:
        assert title_of(text, "垃圾清运") == title

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("王桂兰家门口、王家门口拉完了。", "那位老乡家门口、那位老乡家门口拉完了。"),
            ("王女士、王奶奶和老王都看了。", "那位老乡、那位老乡和那位老乡都看了。"),
            ("桂兰说行，电话13841800001。", "那位老乡说行，电话（略）。"),
            ("138-4180-0001 打过", "（略） 打过"),
            ("环卫站今天派车清运，站里电话0418-8800123。",) * 2,
        ],
    )
    def test_others_are_told_nothing_that_names_the_reporter(self, text: str, told: str) -> None:
        assert without_reporter(text, name="王桂兰", phone="13841800001") == told

    def test_a_report_without_a_name_leaves_the_answer_as_it_is(self) -> None:
        assert without_reporter("拉完了。", name="", phone="") == "拉完了。"
        assert without_reporter("欧阳先生、小欧阳", name="欧阳明", phone="") == "那位老乡、那位老乡"
        assert without_reporter("王奶奶", name="王", phone="12") == "那位老乡"

    def test_a_voice_note_without_category_is_一件事(self) -> None:
        assert title_of("", "") == "语音：一件事"

    @pytest.mark.parametrize(
        ("text", "phone"),
        [
            ("我家柴垛着火了", "119"),
            ("老头子晕倒在地里", "120"),
            ("两家打起来了，有人动刀", "110"),
            ("路口车祸，有人受伤", "122"),
        ],
    )
    def test_words_of_danger_name_the_number_to_ring_first(self, text: str, phone: str) -> None:
        hint = emergency_hint(text)
        assert hint is not None
        assert hint.phone == phone
        assert hint.word in text

    def test_ordinary_words_raise_no_alarm(self) -> None:
        assert emergency_hint("村口垃圾三天没拉了") is None

    def test_levels_are_those_of_the_clock_table(self) -> None:
        assert [level.value for level in Level] == [0, 1, 2, 3, 4, 5]
