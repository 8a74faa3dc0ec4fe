"""Page of the code tables."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

from lianxin.config.docs import source

INTRO = """What may differ between counties and years. A version that was loaded never changes; \
a change is a new version (`src/lianxin/kernel/codes/data/`, how: \
[add a case category](../howto/add-a-case-category.md))."""


def page() -> str:
    """Every code table in the version that comes with the program 代码表."""
    folder = resources.files("lianxin.kernel.codes") / "data"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".json")), key=lambda f: f.name)
    parts = [_table(json.loads(file.read_text(encoding="utf-8"))) for file in files]
    return source.page("Code tables", INTRO, *parts)


def _table(data: dict[str, Any]) -> str:
    words = (
        f"{data['title']}. Version {data['version']}, in force from {data['valid_from']}. "
        f"Source: {data['source']}."
    )
    rows = [
        (f"`{row['code']}`", row["name"], _extra(row.get("extra", {}))) for row in data["codes"]
    ]
    table = source.table(("Code", "Name", "Extra"), rows)
    return f"## {data['name']}\n\n{words}\n\n{table}"


def _extra(extra: dict[str, Any]) -> str:
    return "; ".join(f"{key}: {_value(value)}" for key, value in extra.items())


def _value(value: object) -> str:
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
