"""Read a list of areas from a CSV file, one row at a time, and say what is wrong with each."""

from __future__ import annotations

import codecs
import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from lianxin.domain.places.rules import (
    WORD,
    CodeSystem,
    Level,
    is_code,
    is_in_china_box,
    level_of,
    parent_problem,
    short_name_of,
)
from lianxin.domain.places.services._problems import Problems
from lianxin.kernel.errors import Invalid

REQUIRED = ("code", "name", "level", "parent", "kind", "short_name")
OPTIONAL = ("valid_from", "valid_to", "successor", "name_mn", "code_system", "lon", "lat")
LONGEST = {"name": 60, "short_name": 40, "kind": 20, "name_mn": 80}
LEVELS = "、".join(level.value for level in Level)
SYSTEMS = "、".join(system.value for system in CodeSystem)
SAMPLE_BYTES = 65536
CONTROL = {"Cc", "Zl", "Zp"}


@dataclass(frozen=True)
class Row:
    """One area of the file; `given` are the columns that the file has."""

    line: int
    code: str
    name: str
    level: Level
    parent: str
    kind: str
    short_name: str
    given: frozenset[str]
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""
    name_mn: str = ""
    code_system: str = ""
    lon: float | None = None
    lat: float | None = None


def read_rows(path: Path, problems: Problems) -> Iterator[Row]:
    """The good rows of the file; what is wrong with the others goes to `problems`.

    Raises: Invalid when the file as a whole cannot be read.
    """
    _refuse_other_formats(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(file, problems)
    except UnicodeDecodeError as bad:
        raise Invalid(_encoding_sentence(path), code="bad_encoding") from bad
    except csv.Error as bad:
        raise Invalid(
            "文件的引号或逗号不成对，读不下去。请用表格软件重新另存为 CSV。", code="bad_csv"
        ) from bad


def _refuse_other_formats(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as bad:
        raise Invalid(f"打不开文件 {path}，请核对文件名和读取权限。", code="no_file") from bad
    if not start:
        raise Invalid("文件是空的。", code="empty_file")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Invalid("文件是 UTF-16 编码。请另存为“CSV UTF-8”再导入。", code="bad_encoding")
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Invalid(
            "这是表格软件的工作簿，不是 CSV。请另存为“CSV UTF-8”再导入。", code="bad_format"
        )


def _encoding_sentence(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("gb18030")()
    with path.open("rb") as file:
        try:
            decoder.decode(file.read(SAMPLE_BYTES))
        except UnicodeDecodeError:
            return "文件不是 UTF-8 编码，读不出汉字。请另存为“CSV UTF-8”再导入。"
    return "文件是 GBK 编码（国标码），不是 UTF-8。请另存为“CSV UTF-8”再导入。"


def _rows(file: TextIO, problems: Problems) -> Iterator[Row]:
    reader = csv.reader(file, strict=True)
    header = [cell.strip() for cell in next(reader, [])]
    _check_header(header)
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            problems.add(reader.line_num, f"有 {len(cells)} 格，表头有 {len(header)} 格。")
            continue
        values = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        try:
            yield _row(reader.line_num, values)
        except ValueError as bad:
            problems.add(reader.line_num, str(bad))


def _check_header(header: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise Invalid(
            f"第 1 行表头缺少：{'、'.join(missing)}。要有：{'、'.join(REQUIRED)}。",
            code="bad_header",
        )
    unknown = [name or "（空）" for name in header if name not in REQUIRED + OPTIONAL]
    if unknown:
        raise Invalid(
            f"第 1 行表头有不认识的列：{'、'.join(unknown)}。可以另有：{'、'.join(OPTIONAL)}。",
            code="bad_header",
        )
    if len(set(header)) != len(header):
        raise Invalid("第 1 行表头有重复的列。", code="bad_header")


def _row(line: int, values: Mapping[str, str]) -> Row:
    """One row.

    Raises: ValueError with the sentence.
    """
    code, level = values["code"], _level(values)
    if sentence := parent_problem(code, level, values["parent"]):
        raise ValueError(sentence)
    _check_texts(values)
    begins, ends = (_day(values, name) for name in ("valid_from", "valid_to"))
    if begins and ends and begins > ends:
        raise ValueError(f"停用日期 {ends} 早于启用日期 {begins}。")
    lon, lat = _point(values)
    return Row(
        line=line,
        code=code,
        name=values["name"],
        level=level,
        parent=values["parent"],
        kind=values["kind"],
        short_name=values["short_name"] or short_name_of(values["name"], level),
        given=frozenset(values),
        valid_from=begins,
        valid_to=ends,
        successor=_successor(values, ends),
        name_mn=values.get("name_mn", ""),
        code_system=_system(values),
        lon=lon,
        lat=lat,
    )


def _level(values: Mapping[str, str]) -> Level:
    code, level = values["code"], values["level"]
    if not is_code(code):
        raise ValueError(f"代码“{code}”不是 12 位数字。")
    if level not in set(Level):
        raise ValueError(f"级别“{level}”不认识，只能是 {LEVELS}。")
    told = level_of(code)
    if told is None:
        raise ValueError(f"代码 {code} 中间一段是零，后面却不是，不成区划代码。")
    if told != level:
        raise ValueError(f"代码 {code} 是{WORD[told]}的代码，级别却写成了{WORD[Level(level)]}。")
    return told


def _check_texts(values: Mapping[str, str]) -> None:
    if not values["name"]:
        raise ValueError("名称（name）是空的。")
    if not values["kind"]:
        raise ValueError("类型（kind）是空的。")
    for column, longest in LONGEST.items():
        text = values.get(column, "")
        if len(text) > longest:
            raise ValueError(f"{column} 有 {len(text)} 个字，最多 {longest} 个。")
        if any(unicodedata.category(sign) in CONTROL for sign in text):
            raise ValueError(f"{column} 里有看不见的控制字符。")


def _day(values: Mapping[str, str], column: str) -> date | None:
    text = values.get(column, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as bad:
        raise ValueError(f"日期“{text}”不对，要写成 2026-01-31 这样。") from bad


def _successor(values: Mapping[str, str], ends: date | None) -> str:
    text = values.get("successor", "")
    if not text:
        return ""
    if not is_code(text):
        raise ValueError(f"承接代码（successor）“{text}”不是 12 位数字。")
    if text == values["code"]:
        raise ValueError("承接代码（successor）不能是自己。")
    if level_of(text) != level_of(values["code"]):
        raise ValueError(f"承接代码（successor）{text} 和本行不是同一级。")
    if ends is None:
        raise ValueError("有承接代码（successor），就要有停用日期（valid_to）。")
    return text


def _system(values: Mapping[str, str]) -> str:
    text = values.get("code_system", "")
    if text and text not in set(CodeSystem):
        raise ValueError(f"代码体系（code_system）“{text}”不认识，只能是 {SYSTEMS}。")
    return text


def _point(values: Mapping[str, str]) -> tuple[float | None, float | None]:
    texts = values.get("lon", ""), values.get("lat", "")
    if texts == ("", ""):
        return None, None
    try:
        lon, lat = (float(text) for text in texts)
    except ValueError as bad:
        raise ValueError("经纬度（lon、lat）要么都写数字，要么都空着。") from bad
    if not is_in_china_box(lon, lat):
        raise ValueError(f"经度 {lon}、纬度 {lat} 不在中国，是不是写反了？")
    return lon, lat
