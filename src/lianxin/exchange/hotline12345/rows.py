"""A row of the sheet as a matter to take in, or the reasons why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from lianxin.domain.cases.rules import MAX_TEXT
from lianxin.domain.cases.services import Intake
from lianxin.exchange.hotline12345 import rules
from lianxin.exchange.hotline12345.places import Finder, Said, Unclear
from lianxin.exchange.hotline12345.reader import Row
from lianxin.exchange.hotline12345.rules import Cell, Field
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid
from lianxin.kernel.privacy.phones import normalise

ORIGIN = CHANNEL = "hotline12345"
SPACE = uuid5(NAMESPACE_URL, "lianxin:exchange:hotline12345")
FIELD_OF_INTAKE = {
    "text": Field.TEXT, "place_text": Field.ADDRESS, "reporter_name": Field.NAME,
    "reporter_phone": Field.PHONE, "area": Field.VILLAGE, "category": Field.CATEGORY,
    "level": Field.LEVEL,
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, in the column where it stands."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Order:
    """A row that can be taken in."""

    row: int
    no: str
    id: UUID
    intake: Intake


class Judge:
    """Reads the rows of one file: of which county, by which columns, at what time."""

    def __init__(
        self,
        *,
        county: str,
        columns: Mapping[str, str],
        headings: Sequence[str],
        rows: Sequence[Row],
        now: datetime,
        actor: Actor,
    ) -> None:
        self.county, self.now = county, now
        self.names = {Field(f): name for f, name in columns.items()}
        self._at = {f: headings.index(name) for f, name in self.names.items() if name in headings}
        self._finder = Finder(county, actor=actor)
        self._categories = _categories()
        self._first: dict[str, int] = {}
        for row in rows:
            self._first.setdefault(self.no_of(row), row.number)

    def no_of(self, row: Row) -> str:
        """The number of the centre's order."""
        return self._text(row, Field.NO)

    def is_again(self, row: Row) -> bool:
        """Does the number stand in an earlier row already?"""
        return self._first.get(self.no_of(row)) != row.number

    def judge(self, row: Row) -> Order | list[Fault]:
        """What a row is; a number that stands in an earlier row of the file is a mistake."""
        faults: dict[Field, str] = {}
        no = self._number(row, faults)
        words = self._words(row, faults)
        phone = self._phone(row, faults)
        hidden = rules.confidentiality(self._text(row, Field.SECRET), self._name(Field.SECRET))
        if hidden is None:
            faults[Field.SECRET] = "看不懂要不要保密，请填“是”“否”或者“匿名”。"
        asked, due = self._times(row, faults)
        address, name = self._text(row, Field.ADDRESS), self._text(row, Field.NAME)
        if len(address) > rules.MAX_PLACE:
            faults[Field.ADDRESS] = f"地址太长了（{len(address)} 字），最多 {rules.MAX_PLACE} 字。"
        if len(name) > rules.MAX_NAME:
            faults[Field.NAME] = f"姓名太长了（{len(name)} 字），请核对。"
        area = self._finder.find(
            Said(
                self._text(row, Field.COUNTY), self._text(row, Field.TOWN),
                self._text(row, Field.VILLAGE), address, words,
            )
        )  # fmt: skip
        if isinstance(area, Unclear):
            faults.setdefault(area.field, area.reason)
        category, unknown = self._category(row)
        text = _with_notes(words, self._notes(row, asked, due, unknown))
        if len(words) <= MAX_TEXT < len(text):
            faults.setdefault(
                Field.TEXT,
                f"内容连同12345的时间、回访一共 {len(text):,} 字，最多 {MAX_TEXT:,} 字。",
            )
        if faults or isinstance(area, Unclear):
            return [Fault(row.number, self._name(f), reason) for f, reason in faults.items()]
        intake = Intake(
            area=area.code, origin=ORIGIN, channel=CHANNEL, text=text, place_text=address,
            category=category, nature=rules.NATURES.get(self._text(row, Field.NATURE), "help"),
            level=rules.level_of(self._text(row, Field.LEVEL), due, self.now),
            reporter_name=name, reporter_phone=phone, confidentiality=hidden or "open",
            external_no=no,
        )  # fmt: skip
        return Order(row.number, no, id_of(self.county, no), intake)

    def refused(self, order: Order, bad: Invalid) -> list[Fault]:
        """What the register itself did not want, at the columns it came from."""
        found = {FIELD_OF_INTAKE.get(f, Field.NO): reason for f, reason in bad.fields.items()}
        found = found or {Field.NO: bad.message}
        return [Fault(order.row, self._name(f), reason) for f, reason in found.items()]

    def _name(self, field: Field) -> str:
        """The column as the file calls it; one that the file lacks, as we call it."""
        return self.names.get(field) or rules.COLUMNS[field].name

    def _cell(self, row: Row, field: Field) -> Cell:
        at = self._at.get(field)
        return "" if at is None else row.cells[at]

    def _text(self, row: Row, field: Field) -> str:
        cell = self._cell(row, field)
        return cell if isinstance(cell, str) else f"{cell:%Y-%m-%d %H:%M}"

    def _number(self, row: Row, faults: dict[Field, str]) -> str:
        no = self._text(row, Field.NO)
        if not no:
            faults[Field.NO] = "没有工单编号。"
        elif rules.LOST_DIGITS.fullmatch(no):
            faults[Field.NO] = (
                "编号被表格存成了数字，末几位已经丢了。请从12345重新导出，把这一列设成“文本”。"
            )
        elif len(no) > rules.MAX_NO or any(sign.isspace() for sign in no):
            faults[Field.NO] = f"工单编号不对：最多 {rules.MAX_NO} 个字，中间没有空格。"
        elif self.is_again(row):
            faults[Field.NO] = f"这个编号第 {self._first[no]} 行已经有了。"
        return no

    def _words(self, row: Row, faults: dict[Field, str]) -> str:
        title, text = self._text(row, Field.TITLE), self._text(row, Field.TEXT)
        if title and title not in text:
            text = f"{title}。{text}" if text else title
        if not text:
            faults[Field.TEXT] = "没有诉求内容。"
        elif len(text) > MAX_TEXT:
            faults[Field.TEXT] = f"内容太长了（{len(text):,} 字），最多 {MAX_TEXT:,} 字。"
        return text

    def _phone(self, row: Row, faults: dict[Field, str]) -> str:
        said = self._text(row, Field.PHONE)
        if not said:
            return ""
        try:
            return normalise(said)
        except Invalid as bad:
            hidden = "*" in said or "＊" in said
            faults[Field.PHONE] = (
                "电话打了星号，联系不上人。请导出完整的号码，或者不对应这一列。"
                if hidden
                else bad.message
            )
            return ""

    def _times(self, row: Row, faults: dict[Field, str]) -> tuple[datetime | None, datetime | None]:
        asked_cell, due_cell = self._cell(row, Field.ASKED), self._cell(row, Field.DUE)
        asked = rules.moment(asked_cell) if asked_cell else None
        due = rules.moment(due_cell, is_end=True) if due_cell else None
        for field, cell, at in ((Field.ASKED, asked_cell, asked), (Field.DUE, due_cell, due)):
            if cell and at is None:
                faults[field] = "看不懂这个时间，请写成 2026-11-24 09:30 这样。"
        if asked and asked > self.now + rules.CLOCK_SKEW:
            faults[Field.ASKED] = f"时间还没到（{asked:%Y-%m-%d %H:%M}），请核对。"
        if due and due < self.now:
            faults[Field.DUE] = f"截止时间已经过了（{due:%Y-%m-%d %H:%M}），请先和12345商量延期。"
        elif due and asked and due < asked:
            faults[Field.DUE] = "截止时间比诉求时间还早，请核对。"
        return asked, due

    def _category(self, row: Row) -> tuple[str, str]:
        """The county's own category, or what the centre called it."""
        said = self._text(row, Field.CATEGORY)
        if code := self._categories.get(rules.plain(said)):
            return code, ""
        return "", said

    def _notes(
        self, row: Row, asked: datetime | None, due: datetime | None, category: str
    ) -> list[str]:
        said = " ".join(self._text(row, Field.CALL_BACK).split())
        if len(said) > rules.MAX_CALL_BACK:
            said = f"{said[: rules.MAX_CALL_BACK]}……"
        found = [
            f"诉求时间 {clock.local(asked):%Y-%m-%d %H:%M}" if asked else "",
            f"要求 {clock.local(due):%Y-%m-%d %H:%M} 前办结" if due else "",
            f"类别 {category[:40]}" if category else "",
            f"回访：{said}" if said else "",
        ]
        return [note for note in found if note]


def id_of(county: str, no: str) -> UUID:
    """The same order of the same county is the same matter, whoever imports it, whenever."""
    return uuid5(SPACE, f"{county}/{no}")


def _with_notes(words: str, notes: list[str]) -> str:
    return f"{words}\n（12345：{'；'.join(notes)}）" if notes and words else words


def _categories() -> dict[str, str]:
    """Categories by name, by group and name, and by code; a name of two of them says nothing."""
    rows = codes.table("case_category")
    groups = {row.code: row.name for row in rows}
    names: dict[str, set[str]] = {}
    for row in rows:
        for name in (row.name, groups.get(row.parent_code or "", "") + row.name):
            names.setdefault(rules.plain(name), set()).add(row.code)
    found = {name: min(owners) for name, owners in names.items() if len(owners) == 1}
    return found | {row.code: row.code for row in rows}
