"""What is wrong with a file, row by row, in sentences."""

from __future__ import annotations

from lianxin.kernel.errors import Invalid

SHOWN = 20


class Problems:
    """Collects everything that is wrong, so that a file is mended in one go."""

    def __init__(self, unit: str = "行") -> None:
        self._unit = unit
        self._found: list[tuple[int, str]] = []

    def add(self, number: int, sentence: str) -> None:
        """Row or feature `number` is wrong, and why."""
        self._found.append((number, sentence))

    def refuse(self) -> None:
        """Refuse the whole file if anything was found.

        Raises: Invalid.
        """
        if not self._found:
            return
        found = sorted(self._found)
        lines = [f"第 {n} {self._unit}：{sentence}" for n, sentence in found[:SHOWN]]
        if len(found) > SHOWN:
            lines.append(f"……还有 {len(found) - SHOWN} 处。")
        head = f"文件里有 {len(found)} 处要改，什么都没有导入："
        fields = {str(n): sentence for n, sentence in reversed(found)}
        raise Invalid("\n".join([head, *lines]), fields=fields, code="bad_file")
