"""What somebody decides, they decide once."""

from __future__ import annotations

from collections.abc import Mapping

from lianxin.kernel.errors import RuleViolation


def is_first_word(held: str, said: str, names: Mapping[str, str]) -> bool:
    """Is this the first decision? False if the same was decided before: two presses are one.

    `held`: what was decided, nothing if nothing was. Raises: RuleViolation if it was another.
    """
    if held and held != said:
        raise RuleViolation(f"这件已经定过了：{names[held]}。")
    return not held
