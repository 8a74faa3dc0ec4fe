"""The indicators as a spreadsheet: numbers stay numbers, and no rate stands without them."""

from __future__ import annotations

import xlsxwriter
from django.utils.translation import gettext as _

from lianxin.domain.insight.rules import LENGTHS, Indicator, Kind, Result
from lianxin.domain.insight.selectors import Figures, Group
from lianxin.entrypoints.desk.paper_book import PaperBook
from lianxin.kernel import clock

WIDTHS = (22, 18, 12, 10, 10, 10, 10, 52, 40)


def sheet(found: Figures, title: str, who: str) -> bytes:
    """One line for each place or unit and indicator; the heading on each printed page."""
    made = PaperBook(_("指标"), title, _heads(), WIDTHS)
    share, one = made.look(num_format="0.0%"), made.look(num_format="0.0")
    line = 0
    for group in found.groups:
        for indicator in found.indicators:
            line += 1
            look = share if indicator.kind is Kind.SHARE else one
            _line(made.page, line, group, indicator, look)
    _foot(made.page, line + 2, found, who)
    return made.done()


def _line(
    page: xlsxwriter.worksheet.Worksheet,
    line: int,
    group: Group,
    indicator: Indicator,
    look: xlsxwriter.format.Format,
) -> None:
    result: Result = group.results[indicator.key]
    page.write_string(line, 0, group.name or _("合计"))
    page.write_string(line, 1, indicator.name)
    if result.rate is not None:
        page.write_number(line, 2, round(result.rate, 4), look)
    elif indicator.kind is not Kind.COUNT:
        page.write_string(line, 2, _("只给件数"))
    if indicator.numerator:
        page.write_number(line, 3, result.numerator)
    if indicator.kind is not Kind.SCORE and result.denominator:
        page.write_number(line, 4, result.denominator)
    page.write_number(line, 5, result.n)
    page.write_number(line, 6, result.exclusions)
    page.write_string(line, 7, _formula(indicator))
    page.write_string(line, 8, indicator.caution)


def _formula(indicator: Indicator) -> str:
    unit = _("（单位：天）") if indicator.kind in LENGTHS else ""
    return indicator.formula + unit


def _foot(page: xlsxwriter.worksheet.Worksheet, line: int, found: Figures, who: str) -> None:
    said = _("%(period)s 登记的事，截至 %(at)s 的情况；公式版本 %(version)s；由%(who)s导出。")
    at = f"{clock.local(found.as_of):%Y-%m-%d %H:%M}"
    words = {"period": found.period, "at": at, "version": found.version, "who": who}
    page.write_string(line, 0, said % words)


def _heads() -> list[str]:
    return [
        _("地方或单位"), _("指标"), _("数值"), _("分子"), _("分母"), _("依据件数"), _("剔除"),
        _("怎么算的"), _("提醒"),
    ]  # fmt: skip
