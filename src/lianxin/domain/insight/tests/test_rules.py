"""Formulas, the floor, the score, periods and the second person, as the law and §2.10 say it."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.domain.insight import rules
from lianxin.domain.insight.rules import Condition, Counted, Decision, Indicator, Kind, Result
from lianxin.kernel import clock
from lianxin.kernel.decided import is_first_word
from lianxin.kernel.errors import Invalid, RuleViolation

NOW = clock.at(date(2026, 11, 24), 9)
SHARE = Indicator("solve", "解决率", Kind.SHARE, "1", denominator=(Condition.CALLED_BACK,))
PER_10K = Indicator("per_10k", "万人诉求比", Kind.PER_10K, "1")
SCORE = Indicator(
    "score", "综合得分", Kind.SCORE, "1", weights={"response": 20, "solve": 50, "satisfied": 30}
)


def result(key: str, numerator: int, denominator: int) -> Result:
    indicator = Indicator(key, key, Kind.SHARE, "1")
    return rules.result_of(indicator, Counted(numerator, denominator), as_of=NOW)


def read_table() -> list[Indicator]:
    text = (resources.files("lianxin.kernel.codes") / "data/indicator.json").read_text("utf-8")
    data = json.loads(text)
    return [
        rules.indicator_of(row["code"], row["name"], data["version"], row["extra"])
        for row in data["codes"]
    ]


def test_with_nine_callbacks_only_the_counts_are_shown() -> None:
    found = rules.result_of(SHARE, Counted(9, 9), as_of=NOW)
    assert (found.numerator, found.denominator, found.n, found.rate) == (9, 9, 9, None)


def test_with_ten_callbacks_there_is_a_rate() -> None:
    found = rules.result_of(SHARE, Counted(7, 10), as_of=NOW)
    assert (found.rate, found.as_of) == (0.7, NOW)


def test_the_floor_is_data() -> None:
    low = rules.indicator_of("x", "某率", "1", {"kind": "share", "floor": 2})
    assert rules.result_of(low, Counted(1, 2), as_of=NOW).rate == 0.5
    zero = rules.indicator_of("x", "某率", "1", {"kind": "share", "floor": 0})
    assert rules.result_of(zero, Counted(0, 0), as_of=NOW).rate is None


def test_what_was_taken_out_does_not_count_and_is_published_as_a_count() -> None:
    found = rules.result_of(SHARE, Counted(8, 10), as_of=NOW, excluded=Counted(0, 3))
    assert (found.rate, found.exclusions, found.n) == (0.8, 3, 10)


def test_taking_out_may_leave_too_few_for_a_rate() -> None:
    found = rules.result_of(SHARE, Counted(8, 9), as_of=NOW, excluded=Counted(0, 1))
    assert (found.rate, found.exclusions) == (None, 1)


def test_where_nothing_is_taken_out_everything_counts() -> None:
    whole = rules.indicator_of("x", "占比", "1", {"kind": "share", "skips_excluded": False})
    found = rules.result_of(whole, Counted(5, 9), as_of=NOW, excluded=Counted(1, 1))
    assert (found.numerator, found.denominator, found.exclusions) == (6, 10, 0)


def test_a_numerator_above_its_denominator_is_refused() -> None:
    with pytest.raises(RuleViolation, match="分子比分母大"):
        rules.result_of(SHARE, Counted(11, 10), as_of=NOW)


def test_so_many_matters_for_ten_thousand_people() -> None:
    found = rules.result_of(PER_10K, Counted(130, 26_000), as_of=NOW)
    assert (found.rate, found.n) == (50.0, 130)
    assert rules.result_of(PER_10K, Counted(130, 0), as_of=NOW).rate is None


def test_the_score_is_twenty_fifty_thirty() -> None:
    parts = {r.key: r for r in (result("response", 9, 10), result("solve", 12, 20))}
    parts["satisfied"] = result("satisfied", 8, 10)
    # 0.9 × 20 + 0.6 × 50 + 0.8 × 30
    found = rules.score_of(SCORE, parts, as_of=NOW)
    assert found.rate == pytest.approx(72.0)
    assert found.n == 10


def test_without_one_of_its_parts_there_is_no_score() -> None:
    parts = {r.key: r for r in (result("response", 9, 10), result("solve", 9, 9))}
    assert rules.score_of(SCORE, parts, as_of=NOW).rate is None
    parts["satisfied"] = result("satisfied", 8, 10)
    assert rules.score_of(SCORE, parts, as_of=NOW).rate is None, "nine callbacks are too few"


def test_a_length_of_time_is_shown_from_ten_on() -> None:
    mean = Indicator("mean_days", "平均", Kind.MEAN, "1")
    assert rules.result_of(mean, Counted(0, 10, 2.5), as_of=NOW).rate == 2.5
    assert rules.result_of(mean, Counted(0, 9, 2.5), as_of=NOW).rate is None


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"kind": "rank"},
        {"kind": "share", "numerator": ["no_such_word"]},
        {"kind": "share", "of": "order", "denominator": ["called_back"]},
        {"kind": "share", "floor": "ten"},
        {"kind": "score", "weights": [20, 50, 30]},
    ],
)
def test_a_formula_that_nobody_can_read_is_refused(extra: dict[str, object]) -> None:
    with pytest.raises(RuleViolation, match="公式读不懂"):
        rules.indicator_of("x", "某率", "1", extra)


def test_every_indicator_of_the_field_is_in_the_table() -> None:
    assert [i.name for i in read_table()] == [
        "响应率", "解决率", "满意率", "综合得分", "按时签收率", "按时办结率", "退单率",
        "不当退单率", "重办率", "再启率", "平均办结时长", "办结时长中位数", "未诉先办占比",
        "基层化解率", "吹哨准确率", "应哨及时率", "吹哨解决率", "挂账率", "挂账平均时长",
        "挂账时长中位数", "挂账 30 天以内", "挂账 31–60 天", "挂账 61–90 天", "挂账超过 90 天",
        "回访未接通", "万人诉求比",
    ]  # fmt: skip
    held = {i.key: i for i in read_table()}
    assert held["score"].weights == {"response": 20, "solve": 50, "satisfied": 30}
    assert {i.floor for i in held.values() if i.kind is Kind.SHARE} == {10}
    assert "不能单拿这个数说哪个村不好" in held["per_10k"].caution


def test_every_word_means_something() -> None:
    from lianxin.domain.insight.selectors._conditions import MEANINGS

    assert {source: set(held) for source, held in MEANINGS.items()} == {
        source: set(words) for source, words in rules.WORDS.items()
    }
    assert set().union(*rules.WORDS.values()) == set(Condition)


counts = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda t: Counted(min(t), max(t)))


@given(st.dictionaries(st.sampled_from(["response", "solve", "satisfied"]), counts), counts)
def test_numerator_never_above_denominator_and_never_a_rate_below_the_floor(
    found: dict[str, Counted], taken_out: Counted
) -> None:
    out = dict.fromkeys(found, taken_out)
    for key, r in rules.results_of(read_table(), found, out, as_of=NOW).items():
        assert 0 <= r.numerator <= r.denominator
        assert r.rate is None or key in {"hold_days", "hold_median"} or r.n >= 10
        assert r.rate is None or 0 <= r.rate <= (100 if key == "score" else 1)


# --- periods and persons ------------------------------------------------------------------------


def test_a_month_and_a_quarter_have_all_their_days() -> None:
    assert rules.month_of(date(2028, 2, 9)) == rules.Period(date(2028, 2, 1), date(2028, 2, 29))
    assert rules.quarter_of(date(2026, 11, 24)) == rules.Period(
        date(2026, 10, 1), date(2026, 12, 31)
    )
    assert str(rules.quarter_of(date(2026, 3, 31))) == "2026-01-01 – 2026-03-31"


def test_own_days_are_a_year_at_most_and_go_forwards() -> None:
    rules.own_period(date(2024, 1, 1), date(2024, 12, 31))
    with pytest.raises(Invalid, match="最多看一年"):
        rules.own_period(date(2025, 1, 1), date(2026, 1, 2))
    with pytest.raises(Invalid, match="早于"):
        rules.own_period(date(2026, 2, 2), date(2026, 2, 1))


def test_nobody_decides_on_what_they_asked_for() -> None:
    with pytest.raises(RuleViolation, match="另一个人"):
        rules.check_second_person("user:1", "user:1")
    rules.check_second_person("user:2", "user:1")


def test_a_decision_stands() -> None:
    names = rules.DECISION_NAMES
    assert is_first_word("", Decision.GRANTED, names)
    assert not is_first_word("granted", Decision.GRANTED, names)
    with pytest.raises(RuleViolation, match="同意剔除"):
        is_first_word("granted", Decision.REFUSED, names)
