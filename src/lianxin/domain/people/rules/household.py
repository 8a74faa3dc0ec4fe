"""What a household may be: where it lives, how it wants to be spoken to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Living(StrEnum):
    """Where the household lives 常住/外出/销户."""

    HERE = "here"
    AWAY = "away"
    CLOSED = "closed"


class Channel(StrEnum):
    """How the household wants to be reached 联系方式; empty if nobody has said."""

    NONE = ""
    HOME = "home"
    PHONE = "phone"
    WECHAT = "wechat"
    SPEAKER = "speaker"


class Language(StrEnum):
    """The language to speak at the door 语言."""

    CHINESE = "zh"
    MONGOLIAN = "mn"


LIVING = frozenset({Living.HERE, Living.AWAY})
"""Households that are looked after."""
LIVING_NAMES: Mapping[Living, str] = {
    Living.HERE: "常住", Living.AWAY: "外出", Living.CLOSED: "已销户",
}  # fmt: skip
CHANNELS: Mapping[Channel, str] = {
    Channel.NONE: "没有说过", Channel.HOME: "上门", Channel.PHONE: "打电话",
    Channel.WECHAT: "微信", Channel.SPEAKER: "大喇叭",
}  # fmt: skip
LANGUAGES: Mapping[Language, str] = {Language.CHINESE: "汉语", Language.MONGOLIAN: "蒙古语"}


def household_code(area: str, no: int) -> str:
    """How a household is called on paper: the last three digits of the village and its number 户号."""
    return f"{area[9:12]}-{no:04d}"
