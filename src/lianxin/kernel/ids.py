"""Ids that any device can make without asking: UUID version 7 (RFC 9562)."""

from __future__ import annotations

import uuid

import uuid_utils

from lianxin.kernel.errors import Invalid


def new() -> uuid.UUID:
    """A new id; later ids sort after earlier ones."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def parse(text: str) -> uuid.UUID:
    """Read an id that came from outside.

    Raises: Invalid.
    """
    try:
        return uuid.UUID(text)
    except (ValueError, AttributeError, TypeError) as bad:
        raise Invalid("编号不对，请从页面重新打开。", code="bad_id") from bad
