"""How a person says yes, and who says it for a child. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from lianxin.domain.people.rules.person import SENSITIVE_AGE, age_on
from lianxin.kernel.errors import Invalid, RuleViolation


class Method(StrEnum):
    """How the yes was given 同意方式."""

    PAPER = "paper"
    SPOKEN = "spoken"
    TAP = "tap"
    PROXY = "proxy"


METHODS: Mapping[Method, str] = {
    Method.PAPER: "纸质签字、按手印", Method.SPOKEN: "口头，有人在场见证",
    Method.TAP: "本人在手机上点的", Method.PROXY: "委托家人代签",
}  # fmt: skip
NEEDS_WITNESS = frozenset({Method.SPOKEN, Method.PROXY})


def check_consent(
    *, method: Method, witness: str, birth: date | None, has_guardian: bool, today: date
) -> None:
    """A spoken yes has a witness; for a child under 14 a guardian says it.

    Basis: 个人信息保护法 art. 14 and 31. Raises: Invalid, RuleViolation.
    """
    if method in NEEDS_WITNESS and not witness:
        said = "口头同意或代签要写见证人。"
        raise Invalid(said, fields={"witness": said})
    if birth is not None and age_on(birth, today) < SENSITIVE_AGE and not has_guardian:
        raise RuleViolation("不满 14 岁的孩子要由监护人同意，请先登记监护人。")
