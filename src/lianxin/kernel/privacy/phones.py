"""Phone numbers as people write them, brought to one form."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

from lianxin.kernel.errors import Invalid

REGION = "CN"


def normalise(text: str) -> str:
    """A mobile as 13812345678, a landline as 0418-8212345.

    Raises: Invalid, with a sentence that says what is wrong.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if re.search(r"[^\d+\-\s()]", plain):
        raise Invalid("电话号码只能是数字，请核对一下。")
    try:
        number = phonenumbers.parse(plain, REGION)
    except phonenumbers.NumberParseException as bad:
        raise Invalid("电话号码不对，请核对一下。") from bad
    if number.country_code != 86 or not phonenumbers.is_valid_number(number):
        raise Invalid("电话号码不对：手机是 11 位，座机请带上区号，例如 0418-8212345。")
    national = str(number.national_number)
    if len(national) == 11 and national.startswith("1"):
        return national
    length = phonenumbers.length_of_geographical_area_code(number)
    return f"0{national[:length]}-{national[length:]}" if length else national
