"""Resident identity numbers in one form, and what they tell."""

from __future__ import annotations

from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength, ValidationError

from lianxin.kernel.errors import Invalid


def legal_id_number(text: str) -> str:
    """A resident identity number of 18 signs in one form; "" stays "" 公民身份号码.

    Basis: GB 11643-1999. Raises: Invalid.
    """
    number = text.strip().upper().replace(" ", "").replace("-", "")
    if not number:
        return ""
    try:
        ric.validate(number)
    except (InvalidLength, InvalidFormat) as bad:
        raise _refused("身份证号要 18 位，最后一位可以是 X，请照证件核对。") from bad
    except InvalidChecksum as bad:
        raise _refused("身份证号的最后一位对不上，前面可能有一位写错了，请照证件核对。") from bad
    except ValidationError as bad:
        raise _refused("身份证号里的地区或者出生日期不对，请照证件核对。") from bad
    return number


def birth_of(id_number: str) -> date:
    """The day of birth that a legal identity number tells."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def sex_of(id_number: str) -> str:
    """The sex that a legal identity number tells: an odd serial is a man's (GB 11643-1999)."""
    return "1" if int(id_number[16]) % 2 else "2"


def _refused(said: str) -> Invalid:
    return Invalid(said, fields={"id_number": said})
