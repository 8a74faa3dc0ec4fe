"""What is known of a person: age, where they are, who cares for a minor. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from lianxin.kernel.errors import Invalid, RuleViolation

ADULT_AGE = 18
"""民法典 art. 17; also the age from which one votes (村民委员会组织法 art. 13)."""
SENSITIVE_AGE = 14
"""All that is known of someone younger is sensitive (个人信息保护法 art. 28)."""
OLDEST = 130
HEAD = "02"
"""GB/T 4761: the head of the household 户主."""
SEX_NAMES: Mapping[str, str] = {"0": "未知", "1": "男", "2": "女", "9": "未说明"}
"""GB/T 2261.1."""


class Residence(StrEnum):
    """Where a person is 在村/外出/迁出/已故."""

    HOME = "home"
    AWAY = "away"
    MOVED = "moved"
    DECEASED = "deceased"


HERE = frozenset({Residence.HOME, Residence.AWAY})
"""Who is counted in the household."""
RESIDENCE_NAMES: Mapping[Residence, str] = {
    Residence.HOME: "在村", Residence.AWAY: "外出",
    Residence.MOVED: "迁出", Residence.DECEASED: "已故",
}  # fmt: skip


def check_birth(birth: date | None, today: date) -> None:
    """Nobody is born tomorrow or 130 years ago.

    Raises: Invalid.
    """
    if birth is None:
        return
    if birth > today or age_on(birth, today) > OLDEST:
        said = "出生日期不对，请核对年份。"
        raise Invalid(said, fields={"birth": said})


def age_on(birth: date, day: date) -> int:
    """Full years on that day 周岁."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def is_minor(birth: date | None, today: date) -> bool:
    """Younger than 18; who gave no day of birth counts as grown up."""
    return birth is not None and age_on(birth, today) < ADULT_AGE


def is_adult(birth: date | None, today: date) -> bool:
    """18 or older, known for certain."""
    return birth is not None and age_on(birth, today) >= ADULT_AGE


def check_guardian(*, birth: date | None, guardian_birth: date | None, today: date) -> None:
    """Only a grown-up cares for a minor, and only a minor needs one 监护人.

    Basis: 民法典 art. 27. Raises: RuleViolation.
    """
    if not is_minor(birth, today):
        raise RuleViolation("满 18 岁的人不用写监护人。")
    if is_minor(guardian_birth, today):
        raise RuleViolation("监护人自己还没有满 18 岁，请另选一位。")


def check_leaving(now: Residence, then: Residence) -> None:
    """Who has died stays so; a mistake is put right by the register's own correction.

    Raises: RuleViolation.
    """
    if now is Residence.DECEASED and then is not Residence.DECEASED:
        raise RuleViolation("这个人登记为已故，不能直接改成别的。登错了请用“更正”，写明原因。")
