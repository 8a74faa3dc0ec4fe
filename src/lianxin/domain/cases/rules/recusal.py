"""Who has to keep away from a complaint 回避."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.errors import RuleViolation


@dataclass(frozen=True)
class Recusal:
    """Who keeps away from a matter: units by id, and a village or a township with all its units."""

    barred: frozenset[str] = frozenset()
    of_village: bool = False
    of_town: bool = False

    def against(self, unit: str, level: str) -> str:
        """Why a unit may not have or join in this matter, in a sentence; "" if it may.

        A unit next door under the same leaders keeps away too, or it would have to hide from its
        own colleagues what it does; what a village may not see is not for its unit to handle.
        Basis: 济南条例 art. 32, 信访工作条例 art. 30; domain.md §2.9 confidential.
        """
        if unit in self.barred:
            return "反映的就是这个单位或者它的上级，不能让它自己办，请派给它的上级或者别的单位。"
        if self.of_town and level in {"town", "village"}:
            return "反映的是这个乡镇里的单位或者人，乡镇和村里的单位都要回避，请派给县里的单位。"
        if self.of_village and level == "village":
            return "这件事要保密，村里看不到，派给村里就没人能办，请派给乡镇或者县里的单位。"
        return ""


def check_not_about(unit: str, level: str, recusal: Recusal) -> None:
    """A complaint is never given to those it is about, nor to those who sit with them 回避.

    Basis: 济南条例 art. 32, 信访工作条例 art. 30; domain.md §2.9 confidential.
    Raises: RuleViolation.
    """
    if sentence := recusal.against(unit, level):
        raise RuleViolation(sentence)
