"""How names and numbers look, and how they are read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianxin.kernel.errors import Invalid
from lianxin.kernel.privacy import mask, mask_id_number, mask_name, mask_phone
from lianxin.kernel.privacy.phones import normalise


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王明", "王*"),
        ("王小明", "王*明"),
        ("包乌云其其格", "包****格"),
        ("欧阳", "欧*"),
        ("欧阳明", "欧阳*"),
        ("欧阳小明", "欧阳**"),
        ("王", "*"),
        ("", ""),
        (" 王小明 ", "王*明"),
        ("𬱟小明", "𬱟*明"),
    ],
)
def test_a_name_keeps_its_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("0418-2345678", "0418-****678"),
        ("04182345678", "0418-****678"),
        ("010-12345678", "010-****678"),
        ("2345678", "****78"),
        ("12345", "****45"),
        ("110", "***"),
        ("4001234567", "400****4567"),
        ("+8613812345678", "+86*******5678"),
        ("", ""),
    ],
)
def test_a_phone_keeps_what_tells_it_from_others(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("210921195503071234", "210*************34"),
        ("21092", "*****"),
        ("2109219", "*******"),
        ("", ""),
    ],
)
def test_an_id_number_keeps_three_and_two(number: str, masked: str) -> None:
    assert mask_id_number(number) == masked


def test_only_who_may_sees_the_whole() -> None:
    assert mask("name", "王小明", clear=True) == "王小明"
    assert mask("name", "王小明", clear=False) == "王*明"
    assert mask("phone", "13812345678", clear=False) == "138****5678"
    assert mask("id_number", "210921195503071234", clear=False).count("*") == 13
    with pytest.raises(KeyError):
        mask("unknown", "王小明", clear=False)


@given(text=st.text(min_size=1, max_size=30).map(str.strip).filter(bool))
def test_a_mask_always_hides_something(text: str) -> None:
    for kind in ("name", "phone", "id_number"):
        masked = mask(kind, text, clear=False)
        assert "*" in masked
        assert masked != text or set(text) <= {"*"} or "*" in text


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13812345678", "13812345678"),
        (" 138 1234 5678 ", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("138—1234—5678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("138\u200b12345678", "13812345678"),
        ("19212345678", "19212345678"),
        ("14012345678", "14012345678"),
        ("0418-8212345", "0418-8212345"),
        ("04188212345", "0418-8212345"),
        ("(0418) 8212345", "0418-8212345"),
        ("（0418）8212345", "0418-8212345"),
        ("+864188212345", "0418-8212345"),
        ("010 6552 9988", "010-65529988"),
        ("400-810-0999", "4008100999"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, phone: str) -> None:
    assert normalise(typed) == phone
    assert normalise(phone) == phone


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1381234567a", "手机号码只能是数字"),
        ("一三八", "手机号码只能是数字"),
        ("", "手机号码只能是数字"),
        ("电话13812345678", "手机号码只能是数字"),
        ("١٣٨١٢٣٤٥٦٧٨", "手机号码只能是数字"),
        ("1" * 5000, "手机号码只能是数字"),
        ("138+12345678", "手机号码只能是数字"),
        ("1381234567", "应当是 11 位，您写了 10 位"),
        ("138123456789", "应当是 11 位，您写了 12 位"),
        ("10812345678", "电话号码不对"),
        ("8212345", "请带上区号"),
        ("0418-82123", "电话号码不对"),
        ("+12025550123", "电话号码不对"),
        ("0", "电话号码不对"),
        ("--", "电话号码不对"),
    ],
)
def test_a_wrong_number_gets_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        normalise(typed)


@given(text=st.text(max_size=60))
def test_no_text_breaks_the_reading_of_numbers(text: str) -> None:
    try:
        phone = normalise(text)
    except Invalid:
        return
    digits = phone.replace("-", "")
    assert digits.isascii()
    assert digits.isdigit()
