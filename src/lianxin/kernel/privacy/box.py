"""Seal and open single values: AES-256-GCM, the key's id in the value."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianxin.kernel.privacy import keys

VERSION = "v1"
NONCE_BYTES = 12


def seal(text: str, context: str) -> str:
    """Encrypt; `context` (table and column) must be the same to open it. Empty stays empty."""
    if not text:
        return ""
    key = keys.newest()
    nonce = os.urandom(NONCE_BYTES)
    cipher = AESGCM(keys.derived(key.secret, "field"))
    sealed = nonce + cipher.encrypt(nonce, text.encode(), context.encode())
    return f"{VERSION}:{key.id}:{base64.b64encode(sealed).decode()}"


def open_(value: str, context: str) -> str:
    """Decrypt what `seal` wrote.

    Raises: keys.KeyMissing, also when the value was tampered with or belongs elsewhere.
    """
    if not value:
        return ""
    version, _, rest = value.partition(":")
    key_id, _, encoded = rest.partition(":")
    if version != VERSION:
        raise keys.KeyMissing("The value was not written by this program.")
    cipher = AESGCM(keys.derived(keys.by_id(key_id).secret, "field"))
    try:
        raw = base64.b64decode(encoded, validate=True)
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
    except (InvalidTag, ValueError) as bad:
        raise keys.KeyMissing(
            f"A value of {context} does not open with key {key_id!r}: wrong key or changed value."
        ) from bad


def key_id_of(value: str) -> str:
    """Which key a sealed value was written with."""
    return value.split(":", 2)[1] if value else ""


def keyed_hash(text: str) -> str:
    """The same text gives the same 64 signs, and only the key's holder can compute them.

    Made with the oldest key of the ring, so that rotation does not break equality search.
    """
    secret = keys.derived(keys.ring()[-1].secret, "hash")
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
