"""What the checks of the house look at: the files of the repository, as text and as syntax.

A check is a function that takes files and returns complaints, one line each, so that it can be
tried on a file made up to break it.
"""

from __future__ import annotations

import ast
import os
import subprocess
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Not ours: written by tools or by others, and named in THIRD_PARTY_NOTICES.md.
GENERATED = ("/migrations/", "/dist/", "/vendor/")
MEASURED = "bench/results/"  # comes and goes while others run
SKIPPED_FOLDERS = {".git", ".venv", "node_modules", "var", "build", "__pycache__"}


@dataclass(frozen=True)
class File:
    """One file: its path from the root of the repository, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax, for Python files."""
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def is_test(self) -> bool:
        """Tests, their helpers and factories."""
        return (
            self.path.startswith("tests/")
            or "/tests/" in self.path
            or self.name in {"conftest.py", "factories.py", "testing.py"}
        )

    @property
    def is_generated(self) -> bool:
        """Written by a tool or by others."""
        return any(part in self.path for part in GENERATED)

    def is_in(self, *folders: str) -> bool:
        """Does it lie under one of these?"""
        return self.path.startswith(folders)


@cache
def paths() -> tuple[str, ...]:
    """Everything that belongs to the repository, or is about to."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        found = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
        listed = found.decode().split("\0")
    else:
        listed = list(_walk())
    return tuple(sorted({p for p in listed if p and (ROOT / p).is_file()}))


def _walk() -> list[str]:
    listed = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [name for name in below if name not in SKIPPED_FOLDERS]
        listed += [str((Path(folder) / name).relative_to(ROOT)) for name in names]
    return listed


@cache
def read(path: str) -> File:
    """One file of the repository."""
    return File(path, (ROOT / path).read_text(encoding="utf-8"))


@cache
def files(*suffixes: str) -> tuple[File, ...]:
    """The files with these endings."""
    found = (path for path in paths() if path.endswith(suffixes))
    return tuple(read(path) for path in found if not path.startswith(MEASURED))


def python() -> list[File]:
    """Every Python file that people write."""
    return [file for file in files(".py") if not file.is_generated]


def product() -> list[File]:
    """The Python of the program itself, without its tests."""
    return [file for file in python() if file.is_in("src/") and not file.is_test]


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods of a file."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]
