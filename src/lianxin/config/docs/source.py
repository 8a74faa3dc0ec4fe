"""The program as text: what a page says about functions is read from their source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from django.conf import settings

NOTE = "<!-- Written by `make docs` from the code. Change the code, not this page. -->"


@dataclass(frozen=True)
class Function:
    """A top-level function: where it stands, what it says, what it does."""

    path: str
    name: str
    docstring: str
    text: str
    module_docstring: str

    @property
    def sentence(self) -> str:
        """The first line of the docstring."""
        return self.docstring.split("\n", 1)[0]

    def said(self, key: str) -> str:
        """What follows a key such as `Basis:`; "" if it is not there."""
        return said(self.docstring, key)


KEYS = r"(?:Raises:|Basis:|Emits:|Returns|Safe to repeat)"


def said(docstring: str, key: str) -> str:
    """What a docstring says after a key, on one line."""
    pattern = rf"{key}:\s*(.*?)(?=\n\s*\n|\b{KEYS}|\Z)"
    found = re.search(pattern, docstring, re.DOTALL)
    return " ".join(found.group(1).split()) if found else ""


@cache
def functions(*folders: str) -> tuple[Function, ...]:
    """The public top-level functions of all Python files in these folders of the checkout."""
    return tuple(function for path in _files(*folders) for function in _functions_of(path))


def _functions_of(path: Path) -> Iterator[Function]:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    for node in _top_level(tree):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield Function(
                path=str(path.relative_to(settings.CHECKOUT)),
                name=node.name,
                docstring=ast.get_docstring(node) or "",
                text=ast.get_source_segment(text, node) or "",
                module_docstring=ast.get_docstring(tree) or "",
            )


def _top_level(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements of a module, and those in its test classes."""
    for node in tree.body:
        yield node
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from node.body


def program() -> list[Function]:
    """The functions of the program without its tests."""
    return [f for f in functions("src/lianxin") if "/tests/" not in f.path]


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """The files of the program without its tests: path and text."""
    found = [(str(p.relative_to(settings.CHECKOUT)), p) for p in _files("src/lianxin")]
    return tuple((n, p.read_text(encoding="utf-8")) for n, p in found if "/tests/" not in n)


def tests() -> list[Function]:
    """All tests."""
    every = functions("src/lianxin", "tests")
    return [f for f in every if f.name.startswith("test_")]


def _files(*folders: str) -> list[Path]:
    found: set[Path] = set()
    for folder in folders:
        found |= set((settings.CHECKOUT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def modules(name: str) -> list[str]:
    """The modules of this name in the program's packages: a file, or a folder of files."""
    found = []
    for path in _files("src/lianxin"):
        whole = path.parent if path.name == "__init__.py" else path
        if whole.stem == name and not {"tests", "config"} & set(path.parts):
            parts = whole.relative_to(settings.CHECKOUT / "src").with_suffix("").parts
            found.append(".".join(parts))
    for module in found:
        import_module(module)
    return found


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [_line(head), _line(["---"] * len(head))]
    return "\n".join([*lines, *(_line(row) for row in rows)])


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(_cell(str(cell)) for cell in cells) + " |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def code(words: Iterable[str]) -> str:
    """Identifiers, one after the other."""
    return ", ".join(f"`{word}`" for word in words)


def page(title: str, *parts: str) -> str:
    """A whole page."""
    return "\n\n".join([f"# {title}", NOTE, *parts]) + "\n"


def package(module: str) -> str:
    """The short name of a package: lianxin.domain.cases.events is cases."""
    return module.split(".")[-2]
