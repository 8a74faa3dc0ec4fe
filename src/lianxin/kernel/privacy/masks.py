"""How a name, a phone or an identity number looks to those who need not know it 脱敏."""

from __future__ import annotations

import re

DOUBLE_SURNAMES = frozenset(
    {
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐"),
        *("司徒", "司空", "夏侯", "端木", "宇文", "长孙", "轩辕", "独孤", "南宫", "钟离"),
        *("闻人", "呼延", "申屠", "淳于", "单于", "太史", "公冶", "澹台", "赫连", "万俟"),
        *("濮阳", "拓跋", "西门", "东郭", "百里", "完颜", "耶律"),
    }
)
STAR = "*"
LANDLINE = re.compile(r"(0(?:10|2\d|\d{3}))-?(\d{7,8})")
SHORT_NUMBER = 8


def mask_name(name: str) -> str:
    """王明 → 王*, 王小明 → 王*明, 欧阳小明 → 欧阳**; a long name keeps its first and last sign."""
    name = name.strip()
    if name[:2] in DOUBLE_SURNAMES and len(name) > 2:
        return name[:2] + STAR * (len(name) - 2)
    if len(name) <= 2:
        return name[:1] + STAR if len(name) == 2 else STAR * len(name)
    return name[0] + STAR * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678, 0418-2345678 → 0418-****678; a short number keeps two digits."""
    phone = phone.strip()
    if fixed := LANDLINE.fullmatch(phone):
        return f"{fixed[1]}-{STAR * 4}{fixed[2][-3:]}"
    if len(phone) <= SHORT_NUMBER:
        return STAR * 4 + phone[-2:] if len(phone) > 4 else STAR * len(phone)
    return phone[:3] + STAR * (len(phone) - 7 if len(phone) > 10 else 4) + phone[-4:]


def mask_id_number(number: str) -> str:
    """First three and last two signs."""
    number = number.strip()
    hidden = len(number) - 5
    return number[:3] + STAR * hidden + number[-2:] if hidden > 2 else STAR * len(number)


MASKS = {"name": mask_name, "phone": mask_phone, "id_number": mask_id_number}


def mask(kind: str, value: str, *, clear: bool) -> str:
    """The value as somebody may see it, clear or masked. `kind`: name, phone or id_number."""
    return value if clear else MASKS[kind](value)
