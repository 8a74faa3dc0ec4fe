"""Rules of the repository's files: nothing that holds on one machine only."""

from __future__ import annotations

import re

from tests.house import File

ABSOLUTE = re.compile(
    r"(?<![\w.~$}/])/(home|root|work|Users|mnt|workspace)/[\w.]|\b[A-Z]:\\\\?Users"
)
REGISTRY = re.compile(
    r"(pypi|npmjs|npmmirror|pythonhosted|nodesource|tsinghua|aliyun\w*|ustc|huaweicloud|jsdelivr|unpkg"
    r"|cdnjs)\.(org|com|edu|cn|net)|index-url\s*=|--(extra-)?index-url\s+\S*//"
)
TEXT = (
    ".py", ".md", ".toml", ".lock", ".sh", ".ts", ".mjs", ".css", ".html", ".json", ".yaml", ".yml",
    ".service", ".example", ".csv", ".cfg", ".txt", "Makefile", "Containerfile", ".importlinter",
)  # fmt: skip
MOST_BYTES = 2_000_000


def machine_bound(file: File) -> list[str]:
    """No path of somebody's machine, no address of a package registry."""
    found = []
    for number, line in enumerate(file.text.splitlines(), 1):
        if ABSOLUTE.search(line) or REGISTRY.search(line):
            found.append(f"{file.path}:{number} {line.strip()[:80]}")
    return found
