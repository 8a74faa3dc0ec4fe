"""Page of the grants: who holds them, and what asks for them."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from importlib import import_module, resources
from typing import Any

from lianxin.config.docs import source

INTRO = """What somebody may be allowed to do. A role is a set of grants and holds over an area; \
a role marked *unit* holds only for the matters of one unit. Roles are data: \
`src/lianxin/domain/users/data/roles.json`."""


def page() -> str:
    """Every grant, with the roles that hold it and the files that ask for it 权限."""
    roles = _roles()
    parts = []
    for module in source.modules("permissions"):
        grants: type[StrEnum] = import_module(module).Grant
        rows = [
            (
                f"`{grant.value}`",
                source.code(_asked(module, grant)) or "–",
                ", ".join(r["code"] for r in roles if grant.value in r["grants"]) or "–",
            )
            for grant in grants
        ]
        head = ("Grant", "Asked for in", "Roles")
        parts.append(f"## {source.package(module)}\n\n{source.table(head, rows)}")
    return source.page("Grants", INTRO, *parts, _roles_table(roles))


def _roles() -> list[dict[str, Any]]:
    held = resources.files("lianxin.domain.users") / "data" / "roles.json"
    listed: list[dict[str, Any]] = json.loads(held.read_text(encoding="utf-8"))
    return listed


def _asked(module: str, grant: StrEnum) -> list[str]:
    """The files that ask for a grant: in its own package by name, in the doors by their guards."""
    folder = "src/" + "/".join(module.split(".")[:-1]) + "/"
    in_guard = re.compile(rf"^@guard\.staff\(.*{grant.value}", re.MULTILINE)
    found = [
        path.removesuffix(".py").removeprefix(folder).removeprefix("src/lianxin/")
        for path, text in source.texts()
        if (path.startswith(folder) and re.search(rf"\bGrant\.{grant.name}\b", text))
        or in_guard.search(text)
    ]
    return sorted(found)


def _roles_table(roles: list[dict[str, Any]]) -> str:
    head = ("Role", "Name", "Levels", "Unit", "Grants")
    rows = [
        (
            role["code"],
            role["name"],
            ", ".join(role["levels"]),
            "yes" if role["is_by_unit"] else "",
            source.code(role["grants"]) or "–",
        )
        for role in roles
    ]
    return f"## Roles\n\n{source.table(head, rows)}"
