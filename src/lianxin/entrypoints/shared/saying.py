"""Texts in the reader's language, remembered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.utils.translation import get_language, gettext
from markupsafe import Markup

_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """In here texts are in this language; a page asks for it some 400 times, Django's way is slow."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def language_now() -> str | None:
    """The reader's language."""
    return _spoken.get() or get_language()


def said(message: str) -> str:
    """A text in the reader's language; a queue of 50 rows asks for it some 600 times."""
    return _said_in(language_now(), message)


def shown(message: str, **words: object) -> Markup:
    """A text for a page: itself markup, the words put into it are escaped."""
    if not words:
        return _shown_in(language_now(), message)
    return Markup(said(message)) % words  # noqa: S704 - our own sentences; Markup escapes the words


@lru_cache(maxsize=8192)
def _said_in(language: str | None, message: str) -> str:
    return gettext(message)


@lru_cache(maxsize=8192)
def _shown_in(language: str | None, message: str) -> Markup:
    return Markup(gettext(message)) % {}  # noqa: S704 - our own sentences
