"""Phone numbers as people write them, brought to one form."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext as _

from lianxin.kernel.errors import Invalid

REGION, COUNTRY = "CN", 86
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
SPACES = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff.·]+")
SIGNS = re.compile(r"\+?[\d\-()]+", re.ASCII)
MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})", re.ASCII)
MOBILE_LENGTH = 11
MAX_LENGTH = 40


def normalise(text: str) -> str:
    """A mobile as 13812345678, a landline as 0418-8212345.

    Spaces, dashes, brackets, full-width digits and +86 are put right; a mobile needs its 11 digits
    beginning with 13 to 19, whether or not that range is already given out.
    Raises: Invalid, with a sentence that says what is wrong.
    """
    plain = unicodedata.normalize("NFKC", text).translate(DASHES)
    plain = SPACES.sub("", plain)
    if not SIGNS.fullmatch(plain) or len(plain) > MAX_LENGTH:
        raise Invalid(_("手机号码只能是数字，请核对一下。"), code="phone")
    digits = re.sub(r"[-()]", "", plain)
    if mobile := MOBILE.fullmatch(digits):
        return mobile[1]
    if digits.startswith("1") and len(digits) != MOBILE_LENGTH:
        said = _("手机号码应当是 11 位，您写了 %(n)s 位，请核对一下。") % {"n": len(digits)}
        raise Invalid(said, code="phone")
    return _landline(digits)


def _landline(digits: str) -> str:
    wrong = Invalid(
        _("电话号码不对：手机是 11 位，座机请带上区号，例如 0418-8212345。"), code="phone"
    )
    try:
        number = phonenumbers.parse(digits, REGION)
    except phonenumbers.NumberParseException as bad:
        raise wrong from bad
    if number.country_code != COUNTRY or not phonenumbers.is_valid_number(number):
        raise wrong
    national = str(number.national_number)
    length = phonenumbers.length_of_geographical_area_code(number)
    return f"0{national[:length]}-{national[length:]}" if length else national
