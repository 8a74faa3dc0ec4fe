"""What people type, before anything reads it: signs of no keyboard left out, what broke found.

Emoji are words like others: joiners and variation marks stay. Signs that turn the direction of
what follows go, because one name could then be read as another.
"""

from __future__ import annotations

import re

from lianxin.kernel.errors import Invalid

BROKEN = "有几个字没传好，变成了“�”。请把它们改过来再送。"
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


def fault(text: str, sentence: str, *, most: int) -> str:
    """What is wrong with plain text, in a sentence; nothing if it may stand.

    `sentence`: what to say if there is nothing written; "" where nothing need be.
    """
    if not text:
        return sentence
    if is_broken(text):
        return BROKEN
    return f"写得太长了，请控制在 {most} 字以内。" if len(text) > most else ""


def clean(text: str, sentence: str, *, name: str, most: int) -> str:
    """What somebody wrote, plain and without blanks around it.

    Raises: Invalid at the field `name`, with what `fault` says.
    """
    text = plain(text)
    if said := fault(text, sentence, most=most):
        raise Invalid(said, fields={name: said})
    return text
