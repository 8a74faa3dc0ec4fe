"""Who can log in, as a table for the screen."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from demo.people import GRANDMOTHER, MARK
from demo.staff import LOGINS, PASSWORD
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.services import tracking_code
from lianxin.domain.users import selectors as users
from lianxin.kernel.actor import Actor
from lianxin.kernel.privacy import keyed_hash


def write(path: Path, *, actor: Actor) -> None:
    """Leave the table where the launcher looks for it; only its owner reads it."""
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(table(actor=actor), encoding="utf-8")
    draft.replace(path)


def table(*, actor: Actor) -> str:
    """Role, name and log-in in columns, and how to look at the villager's own matters."""
    names = {role.code: role.name for role in users.role_list(actor=actor)}
    rows = [("角色", "姓名", "登录名")]
    logins = sorted(LOGINS, key=lambda login: login.role)
    rows += [(f"{one.role} {names[one.role]}", one.name, one.username) for one in logins]
    widths = [max(_width(row[n]) for row in rows) + 2 for n in range(2)]
    lines = [f"  工作台登录（密码都是 {PASSWORD}；人和事全是{MARK}） Log-ins, one password"]
    lines += [
        "  "
        + "".join(_pad(cell, width) for cell, width in zip(row[:2], widths, strict=True))
        + row[2]
        for row in rows
    ]
    return "\n".join([*lines, "", *_grandmother(), ""])


def _grandmother() -> list[str]:
    """王奶奶 needs no account: number and code."""
    own = Case.objects.filter(phone_hash=keyed_hash(GRANDMOTHER.phone))
    lines = ["  王奶奶不用登录，在“查进度”里填编号和查询码（或手机号 " + GRANDMOTHER.phone + "）："]
    newest = own.order_by("-registered_at").defer("search")[:3]
    lines += [f"  {case.no}  {tracking_code(case)}  {case.title}" for case in newest]
    return lines


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
