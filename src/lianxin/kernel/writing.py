"""What people type, before anything reads it: signs of no keyboard left out, what broke found.

Emoji are words like others: joiners and variation marks stay. Signs that turn the direction of
what follows go, because one name could then be read as another.
"""

from __future__ import annotations

import re

LOST = "\ufffd"
"""What stands where a sign did not arrive."""
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def plain(text: str) -> str:
    """Typed text without what no keyboard writes; line breaks of one kind."""
    return UNSEEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def is_odd(text: str) -> bool:
    """Is there anything in it that `plain` would leave out?"""
    return UNSEEN.search(text) is not None


def is_broken(text: str) -> bool:
    """Did some of its signs get lost on the way (a page or a program of another encoding)?"""
    return LOST in text
