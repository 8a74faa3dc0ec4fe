"""Texts in the reader's language, remembered."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language, gettext


def said(message: str) -> str:
    """A text in the reader's language; a queue of 50 rows asks for it some 600 times."""
    return _said_in(get_language(), message)


@lru_cache(maxsize=8192)
def _said_in(language: str | None, message: str) -> str:
    return gettext(message)
