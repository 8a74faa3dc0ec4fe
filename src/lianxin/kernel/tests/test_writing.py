"""What people type: left out what no keyboard writes, told what is missing, broken or too much."""

from __future__ import annotations

import pytest

from lianxin.kernel.errors import Invalid
from lianxin.kernel.writing import BROKEN, clean, fault

ASKED = "请写一句。"


def test_what_may_stand_comes_back_plain() -> None:
    assert (
        clean(" 下午\r\n去看\x00过了👨‍👩‍👧 ", ASKED, name="text", most=20) == "下午\n去看过了👨‍👩‍👧"
    )
    assert clean("  ", "", name="text", most=3) == "", "where nothing need be written"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (" \x00\u202e ", ASKED),
        ("没传好�的字", BROKEN),
        ("长" * 6, "写得太长了，请控制在 5 字以内。"),
        ("长" * 5, ""),
    ],
)
def test_what_may_not_is_told_at_its_field(typed: str, said: str) -> None:
    if not said:
        assert fault(typed, ASKED, most=5) == ""
        return
    with pytest.raises(Invalid) as refused:
        clean(typed, ASKED, name="note", most=5)
    assert refused.value.fields == {"note": said}
