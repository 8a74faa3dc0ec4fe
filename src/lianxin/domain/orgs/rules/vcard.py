"""A line of the card for a phone's address book: vCard 4.0.

Basis: RFC 6350.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lianxin.domain.orgs.rules.cards import Line

MOST_BYTES = 75
ESCAPED = {"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"}


def escaped(text: str) -> str:
    """A value in which commas, semicolons, backslashes and line breaks are only themselves.

    Basis: RFC 6350 §3.4.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(ESCAPED.get(sign, sign) for sign in plain)


def folded(line: str) -> str:
    """A long line in pieces of at most 75 bytes, no sign cut in two.

    Basis: RFC 6350 §3.2.
    """
    pieces, now, size = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > MOST_BYTES:
            pieces.append(now)
            now, size = " ", 1
        now, size = now + sign, size + width
    return "\r\n".join([*pieces, now])


def vcards(lines: Iterable[Line], *, village: str) -> str:
    """These lines as one file; a number that rings is a tel: address.

    Basis: RFC 6350 §6.
    """
    return "".join(_one(line, village) for line in lines)


def _one(line: Line, village: str) -> str:
    rows = ["BEGIN:VCARD", "VERSION:4.0", f"FN:{escaped(line.name)}", f"ORG:{escaped(village)}"]
    if key := line.entry or line.post:
        rows.append(f"UID:urn:uuid:{key}")
    if line.duty:
        rows.append(f"TITLE:{escaped(line.duty)}")
    rows += [f"TEL;VALUE=uri;TYPE=voice:tel:{re.sub(r'[^0-9+]', '', p)}" for p in line.phones]
    if line.hours:
        rows.append(f"NOTE:{escaped(line.hours)}")
    return "".join(f"{folded(row)}\r\n" for row in [*rows, "END:VCARD"])
