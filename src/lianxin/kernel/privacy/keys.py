"""The key ring of sensitive fields: from the environment or a file, newest first."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
TEST_RING = "test:" + base64.b64encode(b"only for tests, never for people").decode()


class KeyMissing(ImproperlyConfigured):
    """A value was written with a key that this program has not got."""


@dataclass(frozen=True)
class Key:
    """One key of the ring."""

    id: str
    secret: bytes


def generate_line(key_id: str) -> str:
    """A new line for the key file."""
    return f"{key_id}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def parse(text: str) -> tuple[Key, ...]:
    """Read "id:base64" lines; empty lines and lines that begin with # are passed over.

    Raises: ImproperlyConfigured.
    """
    ring = []
    for line in text.replace(",", "\n").splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key_id, _, encoded = line.partition(":")
        try:
            secret = base64.b64decode(encoded, validate=True)
        except ValueError as bad:
            raise ImproperlyConfigured(f"Privacy key {key_id!r} is not base64.") from bad
        if len(secret) != KEY_BYTES or not key_id:
            raise ImproperlyConfigured(f"Privacy key {key_id!r} must have {KEY_BYTES} bytes.")
        ring.append(Key(key_id, secret))
    return tuple(ring)


@lru_cache(maxsize=4)
def _ring(inline: str, path: str, is_test: bool) -> tuple[Key, ...]:
    text = inline
    if not text and path and Path(path).is_file():
        text = Path(path).read_text()
    if not text and is_test:
        text = TEST_RING
    ring = parse(text)
    if not ring:
        raise ImproperlyConfigured(
            "No privacy keys. `lianxin` makes them at first start; a restored database needs its"
            " own keys back (LIANXIN_PRIVACY_KEYS_FILE)."
        )
    return ring


def ring() -> tuple[Key, ...]:
    """All keys, newest first."""
    return _ring(
        settings.PRIVACY_KEYS, settings.PRIVACY_KEYS_FILE, settings.TESTING or settings.DEBUG
    )


def newest() -> Key:
    """The key that new values are written with."""
    return ring()[0]


def by_id(key_id: str) -> Key:
    """The key that a value names.

    Raises: KeyMissing.
    """
    for key in ring():
        if key.id == key_id:
            return key
    raise KeyMissing(
        f"The key {key_id!r} is not in the key ring; the value stays as it is. Put the key back."
    )


@lru_cache(maxsize=8)
def derived(secret: bytes, purpose: str) -> bytes:
    """A key of its own for a purpose, so that no key does two jobs."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)
