"""A county's channels: by what each is reached, and what its address must look like 来件渠道."""

from __future__ import annotations

import re
from enum import StrEnum

from lianxin.kernel.errors import Invalid


class Form(StrEnum):
    """What sort of address leads to a channel."""

    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    WEB = "web"
    WORDS = "words"


FORMS = {
    "phone": Form.PHONE, "hotline12345": Form.PHONE, "sms": Form.SMS, "email": Form.EMAIL,
    "web": Form.WEB,
}  # fmt: skip
"""The kinds of channel that a phone can open; any other is found by its name or its place."""
CHANNEL_SIGNS = {"name": 30, "address": 100, "hours": 60, "remark": 100}
COUNTY_DIGITS = 6
SERVICE_SMS = re.compile(r"106[0-9]{5,17}", re.ASCII)
EMAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z]{2,24}", re.ASCII)
WEB = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[!-~]*)?", re.ASCII)


def city_of(county: str) -> str:
    """The six digits of the city a county belongs to; a city is its own."""
    return county[:4] + "00"


def form_of(kind: str) -> Form:
    """By what a channel of this kind is reached; a kind that a county added, by words."""
    return FORMS.get(kind, Form.WORDS)


def check_channel(kind: str, wording: dict[str, str]) -> None:
    """A channel has an address that fits its kind 来件渠道. Phone numbers are checked
    where they are brought to one form.

    Basis: domain.md §2.1 seven channels. Raises: Invalid.
    """
    wrong: dict[str, str] = {}
    if not wording["address"]:
        wrong["address"] = ASK_ADDRESS[form_of(kind)]
    elif not _fits(form_of(kind), wording["address"]):
        wrong["address"] = WRONG_ADDRESS[form_of(kind)]
    for field, most in CHANNEL_SIGNS.items():
        if len(wording[field]) > most:
            wrong[field] = f"写得太长了，请控制在 {most} 字以内。"
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)


ASK_ADDRESS = {
    Form.PHONE: "请写电话号码。", Form.SMS: "请写收短信的号码。", Form.EMAIL: "请写邮箱地址。",
    Form.WEB: "请写网址。", Form.WORDS: "请写怎么找到：名称、群名，或者在什么地方。",
}  # fmt: skip
WRONG_ADDRESS = {
    Form.EMAIL: "邮箱地址不对，应当像 name@example.com 这样。",
    Form.WEB: "网址不对，要从 https:// 写起，中间没有空格和汉字。",
}


def _fits(form: Form, address: str) -> bool:
    if form is Form.EMAIL:
        return EMAIL.fullmatch(address) is not None
    return form is not Form.WEB or WEB.fullmatch(address) is not None


def is_service_sms(text: str) -> bool:
    """Is this a number from which programs send and receive text messages: 106…? 短信服务号."""
    return SERVICE_SMS.fullmatch(text) is not None


def channel_link(kind: str, address: str) -> str:
    """What a tap on a channel opens: the dialler, a text message, a letter, a page; "" for nothing."""
    digits = re.sub(r"[^0-9+]", "", address)
    return {
        Form.PHONE: f"tel:{digits}", Form.SMS: f"sms:{digits}", Form.EMAIL: f"mailto:{address}",
        Form.WEB: address, Form.WORDS: "",
    }[form_of(kind)]  # fmt: skip
