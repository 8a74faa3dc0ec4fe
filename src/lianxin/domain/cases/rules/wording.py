"""What is read out of a report's own words: its title, and danger.

Basis: domain.md §2.2 art. 11, §2.7 `to_emergency`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_TEXT = 2000
MAX_PHOTOS = 9


def title_of(text: str, category_name: str) -> str:
    """A report's first clause, short enough for a list; a voice note goes by its category."""
    first = text.strip()
    for mark in "。！？!?\n；;":
        first = first.split(mark, 1)[0]
    first = " ".join(first.split())
    if not first:
        return f"语音：{category_name or '一件事'}"
    return first if len(first) <= 30 else first[:29] + "…"


SOMEBODY = "那位老乡"
CALLED = (
    "某某|某|女士|先生|小姐|同志|老师|师傅|书记|奶奶|爷爷|大爷|大娘|大妈|大叔|大婶|大哥|大姐|大嫂"
    "|大伯|老太太|老爷子|老汉|婶子|婶|嫂子|嫂|叔|伯|姨|阿姨|姐|哥"
)
TWO_SIGN_NAMES = frozenset({"欧阳", "司马", "上官", "诸葛", "慕容", "令狐", "皇甫", "尉迟", "司徒"})


def without_reporter(text: str, *, name: str, phone: str) -> str:
    """What may be told to others who said the same: nothing that names whoever reported it.

    The name, the given name, the surname with what people are called by, and the number. Better a
    neighbour too many unnamed than the reporter named.
    Basis: domain.md §2.9 (confidential, duplicates); 个人信息保护法 art. 6.
    """
    digits = "".join(sign for sign in phone if sign.isdigit())[-11:]
    if len(digits) >= 7:
        text = re.sub(r"[\s\-–—]*".join(digits), "（略）", text)
    name = "".join(name.split())
    if not name:
        return text
    surname = name[:2] if name[:2] in TWO_SIGN_NAMES else name[:1]
    whole = [name] if len(name) > 1 else []
    given = name[len(surname) :]
    words = [*whole, *([given] if len(given) > 1 else [])]
    called = f"(?:{'|'.join(map(re.escape, words))})" if words else ""
    forms = [
        *([f"{called}(?:{CALLED})?"] if called else []),
        f"{re.escape(surname)}(?:{CALLED}|(?=家))",
        f"[老小]{re.escape(surname)}(?:{CALLED})?",
    ]
    return re.sub("|".join(forms), SOMEBODY, text)


@dataclass(frozen=True)
class EmergencyHint:
    """A number to ring before anything else, and the word that says so."""

    phone: str
    service: str
    word: str


EMERGENCY_WORDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "119",
        "消防",
        ("着火", "起火", "失火", "火灾", "煤气泄漏", "燃气泄漏", "爆炸", "坍塌", "被困"),
    ),
    (
        "120",
        "急救",
        (
            "晕倒",
            "昏迷",
            "没气了",
            "喘不上气",
            "心梗",
            "脑梗",
            "大出血",
            "喝农药",
            "中毒",
            "溺水",
            "掉井里",
            "触电",
            "快不行了",
            "要生了",
        ),
    ),
    (
        "110",
        "报警",
        (
            "打起来",
            "动刀",
            "拿刀",
            "持刀",
            "行凶",
            "砍人",
            "家暴",
            "抢劫",
            "绑架",
            "自杀",
            "跳楼",
            "走丢",
            "失踪",
            "老人不见了",
            "孩子不见了",
            "孩子丢了",
        ),
    ),
    ("122", "交通事故报警", ("车祸", "撞车", "被车撞", "车撞人", "翻车", "翻沟里")),
)


def emergency_hint(text: str) -> EmergencyHint | None:
    """Words of danger show the emergency number first; the report is still taken 先打电话.

    Basis: domain.md §2.2 art. 11 (diversions), §2.7 `to_emergency`.
    """
    for phone, service, words in EMERGENCY_WORDS:
        for word in words:
            if word in text:
                return EmergencyHint(phone, service, word)
    return None


AGAINST_WORDS = (
    "投诉", "举报", "告状", "态度", "刁难", "推诿", "踢皮球", "没人管", "不作为", "乱作为", "吃拿卡要", "乱收费",
    "索要", "收红包", "受贿", "贪污", "截留", "克扣", "优亲厚友", "徇私", "打击报复", "骂人", "不给办", "不让办",
    "白跑", "跑了几趟", "窗口的人", "工作人员", "村干部", "乡干部", "村书记", "村主任", "干部",
)  # fmt: skip
ABOUT_OFFICE = "1306"


def is_against(text: str, category: str) -> bool:
    """Do the words speak of staff or of a unit? Then the reporter is asked which one 回避.

    Only a question follows from it, which need not be answered; nothing is hidden by a guess.

    Basis: domain.md §2.9 confidential.
    """
    return category.startswith(ABOUT_OFFICE[:2]) or any(word in text for word in AGAINST_WORDS)
