"""A work phone in one form."""

from __future__ import annotations

from lianxin.domain.orgs.rules import is_short_number
from lianxin.kernel.errors import Invalid
from lianxin.kernel.privacy.phones import normalise


def clean_phone(text: str, field: str) -> str:
    """A work phone in one form; numbers that everybody knows, like 12345, stay as they are.

    Raises: Invalid.
    """
    text = text.strip()
    if not text or is_short_number(text):
        return text
    try:
        return normalise(text)
    except Invalid as bad:
        raise Invalid(bad.message, fields={field: bad.message}) from bad
