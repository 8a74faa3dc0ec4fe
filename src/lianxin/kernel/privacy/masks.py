"""How a name, a phone or an identity number looks to those who need not know it 脱敏."""

from __future__ import annotations

DOUBLE_SURNAMES = frozenset({"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "端木", "包力"})
STAR = "*"


def mask_name(name: str) -> str:
    """王小明 → 王*明, 王明 → 王*, 欧阳小明 → 欧阳*明; a long name keeps its first and last sign."""
    name = name.strip()
    head = 2 if name[:2] in DOUBLE_SURNAMES and len(name) > 2 else 1
    rest = len(name) - head
    if rest <= 0:
        return STAR if name else ""
    if rest == 1:
        return name[:head] + STAR
    return name[:head] + STAR * (rest - 1) + name[-1]


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678; a landline keeps its area code and last three digits."""
    digits = phone.strip()
    if "-" in digits:
        area, _, number = digits.partition("-")
        return f"{area}-{STAR * 4}{number[-3:]}"
    if len(digits) <= 7:
        return STAR * 4 + digits[-2:] if digits else ""
    return digits[:3] + STAR * 4 + digits[-4:]


def mask_id_number(number: str) -> str:
    """First three and last two signs."""
    number = number.strip()
    return number[:3] + STAR * max(0, len(number) - 5) + number[-2:] if len(number) > 5 else STAR * len(number)


MASKS = {"name": mask_name, "phone": mask_phone, "id_number": mask_id_number}


def mask(kind: str, value: str, *, clear: bool) -> str:
    """The value as somebody may see it: in clear, or masked after its kind."""
    return value if clear else MASKS[kind](value)
