"""How a 12345 centre's columns and words are read. Pure; nothing here asks a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from lianxin.kernel import clock

Cell = str | datetime
MAX_NO = 40
MAX_NAME = 30
MAX_PLACE = 100
MAX_CALL_BACK = 200
CLOCK_SKEW = timedelta(minutes=10)
"""Their clock may be a little ahead of ours."""
SOON = timedelta(hours=24)


class Field(StrEnum):
    """What a column can be."""

    NO = "no"
    TEXT = "text"
    TITLE = "title"
    NAME = "name"
    PHONE = "phone"
    SECRET = "secret"  # noqa: S105 - the name of a column
    ASKED = "asked"
    DUE = "due"
    CATEGORY = "category"
    NATURE = "nature"
    LEVEL = "level"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"
    ADDRESS = "address"
    CALL_BACK = "call_back"


@dataclass(frozen=True)
class Column:
    """A field as people know it: its usual heading, the other headings, and what it is for."""

    name: str
    aliases: tuple[str, ...]
    hint: str = ""
    is_needed: bool = False


COLUMNS: Mapping[Field, Column] = {
    Field.NO: Column(
        "工单编号", ("工单号", "编号", "受理编号", "受理单号", "诉求编号", "流水号", "热线编号"),
        "12345 的编号，同一个编号只收一次", is_needed=True,
    ),
    Field.TEXT: Column(
        "诉求内容", ("内容", "反映内容", "工单内容", "问题描述", "事项内容", "主要内容", "来电内容"),
        "群众说的什么事", is_needed=True,
    ),
    Field.TITLE: Column("标题", ("诉求标题", "工单标题", "主题", "事项标题")),
    Field.NAME: Column(
        "来电人", ("姓名", "诉求人", "反映人", "来电人姓名", "诉求人姓名", "联系人", "市民姓名")
    ),
    Field.PHONE: Column(
        "联系电话", ("电话", "来电号码", "手机号", "手机", "联系方式", "来电电话", "诉求人电话")
    ),
    Field.SECRET: Column(
        "是否保密", ("保密", "是否匿名", "匿名", "保密要求"),
        "“是”：承办单位看不到是谁；“匿名”：不留姓名电话",
    ),
    Field.ASKED: Column("诉求时间", ("来电时间", "受理时间", "登记时间", "创建时间", "反映时间")),
    Field.DUE: Column("截止时间", ("办结时限", "办理时限", "到期时间", "要求办结时间", "处理时限")),
    Field.CATEGORY: Column(
        "诉求类别", ("类别", "事项类别", "问题类别", "问题分类", "诉求分类", "事项分类"),
        "对不上本县类别的，收下后由人选",
    ),
    Field.NATURE: Column("诉求性质", ("性质", "诉求类型", "工单类型", "诉求目的")),
    Field.LEVEL: Column("紧急程度", ("紧急级别", "优先级", "缓急程度")),
    Field.COUNTY: Column("所属区县", ("区县", "县区", "所属县区", "事发区县", "所属区域")),
    Field.TOWN: Column("所属乡镇", ("乡镇", "街道", "乡镇街道", "所属街道", "所属镇街", "事发乡镇")),
    Field.VILLAGE: Column("所属村", ("村", "社区", "村社区", "所属村社区", "所属社区", "事发村")),
    Field.ADDRESS: Column("详细地址", ("地址", "事发地址", "诉求地址", "发生地点", "事发地点", "地点")),
    Field.CALL_BACK: Column("回访情况", ("回访", "回访结果", "回访内容")),
}  # fmt: skip
NATURES: Mapping[str, str] = {
    "咨询": "consult", "求助": "help", "求决": "help", "诉求": "help", "投诉": "complaint",
    "举报": "report", "建议": "suggestion", "意见建议": "suggestion", "表扬": "praise",
}  # fmt: skip
LEVELS: Mapping[str, int | None] = {
    "特急": 1, "紧急": 1, "①紧急": 1, "1": 1, "加急": 2, "急": 2, "②急": 2, "2": 2, "一般": None,
    "普通": None, "③一般": 3, "3": 3, "复杂": 4, "④复杂": 4, "4": 4,
}  # fmt: skip
ANONYMOUS = frozenset({"匿名", "要求匿名"})
SECRET = frozenset({"是", "保密", "要求保密", "信息保密", "1", "y", "yes", "true"})
OPEN = frozenset({"", "否", "不保密", "公开", "无", "0", "n", "no", "false"})
LOST_DIGITS = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WHEN = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
    r"(?:[T\s]*(?P<h>\d{1,2})\s*[:时点]\s*(?P<i>\d{1,2})?\s*分?(?:\s*:?\s*(?P<s>\d{1,2})(?:\.\d+)?秒?)?)?"
)
COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?:(?P<h>\d\d)(?P<i>\d\d)(?P<s>\d\d)?)?")


def plain(text: str) -> str:
    """A heading or a word without what people add to it: spaces, brackets, stars, colons."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"\(.*?\)|[\s*:/、,_-]+", "", text).lower()


def _known() -> dict[str, Field]:
    return {plain(n): f for f, c in COLUMNS.items() for n in (c.name, *c.aliases)}


KNOWN = _known()


def known_headings(headings: Sequence[str]) -> int:
    """How many of these are headings that 12345 centres use."""
    return len({KNOWN[word] for h in headings if (word := plain(h)) in KNOWN})


def propose(headings: Sequence[str], kept: Sequence[Mapping[str, str]] = ()) -> dict[str, str]:
    """Which column is which field: as the county kept it, else by the headings people use.

    `kept`: earlier assignments, the newest first; the first whose columns are all there counts.
    """
    there = set(headings)
    for columns in kept:
        if columns and there.issuperset(columns.values()):
            return dict(columns)
    found: dict[str, str] = {}
    usual = {plain(column.name): field for field, column in COLUMNS.items()}
    for names in (usual, KNOWN):
        for heading in headings:
            field = names.get(plain(heading))
            if field is not None and field not in found and heading not in found.values():
                found[field.value] = heading
    return found


def missing(columns: Mapping[str, str]) -> list[Field]:
    """The fields without which nothing can be taken in."""
    return [f for f, column in COLUMNS.items() if column.is_needed and not columns.get(f.value)]


def moment(cell: Cell, *, is_end: bool = False) -> datetime | None:
    """A time on a clock in China; None if it cannot be read. A day alone is its end or its start."""
    if isinstance(cell, datetime):
        at = cell if cell.tzinfo else cell.replace(tzinfo=clock.LOCAL)
        has_time = at.time() != time(0)
    else:
        text = unicodedata.normalize("NFKC", cell).strip()
        match = WHEN.fullmatch(text) or COMPACT.fullmatch(text)
        if match is None:
            return None
        y, m, d, h, i, s = (int(match[g] or 0) for g in "ymdhis")
        try:
            at = datetime(y, m, d, h, i, s, tzinfo=clock.LOCAL)
        except ValueError:
            return None
        has_time = match["h"] is not None
    if is_end and not has_time:
        return at.replace(hour=23, minute=59)
    return at


def confidentiality(word: str, heading: str = "") -> str | None:
    """What a mark of secrecy under this heading means; None for one that nobody knows."""
    said = plain(word)
    if said in ANONYMOUS or (said in SECRET and "匿名" in heading):
        return "anonymous"
    if said in SECRET:
        return "confidential"
    return "open" if said in OPEN else None


def level_of(word: str, due: datetime | None, now: datetime) -> int | None:
    """How urgent: as the centre says; what it wants within a day is ② at least. None: usual."""
    said = LEVELS.get(unicodedata.normalize("NFKC", word).strip() or "一般")
    if due is not None and due - now <= SOON:
        return min(said or 2, 2)
    return said


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, also after it was saved as CSV."""
    return f"'{text}" if text.startswith(FORMULA) else text


def unharmed(text: str) -> str:
    """The text as it was before `harmless`."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
