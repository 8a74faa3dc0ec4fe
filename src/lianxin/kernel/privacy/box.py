"""Seal and open single values: AES-256-GCM, the key's id in the value."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from lianxin.kernel.privacy import keys
from lianxin.kernel.privacy.keys import Key, KeyMissing

VERSION = "v1"
NONCE_BYTES = 12


@lru_cache(maxsize=8)
def _cipher(key: Key) -> AESGCM:
    return AESGCM(keys.derived(key.secret, "field"))


def seal(text: str, context: str) -> str:
    """Encrypt; only the same `context` (table.column) opens it again. Empty stays empty."""
    if not text:
        return ""
    key, nonce = keys.newest(), os.urandom(NONCE_BYTES)
    sealed = nonce + _cipher(key).encrypt(nonce, text.encode(), context.encode())
    return f"{mark(key)}{base64.b64encode(sealed).decode()}"


def mark(key: Key) -> str:
    """How every value begins that this key has written."""
    return f"{VERSION}:{key.id}:"


def open_sealed(value: str, context: str) -> str:
    """Decrypt what `seal` wrote.

    Raises: KeyMissing, also when the value was changed or belongs elsewhere.
    """
    if not value:
        return ""
    version, key_id, encoded = (*value.split(":", 2), "", "")[:3]
    if version != VERSION:
        raise KeyMissing(_("%(where)s 里有一个值不是本程序加密的，没有动它。") % {"where": context})
    cipher = _cipher(keys.by_id(key_id))
    try:
        raw = base64.b64decode(encoded, validate=True)
        return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], context.encode()).decode()
    except (InvalidTag, ValueError) as bad:
        said = _("%(where)s 里有一个值用密钥“%(id)s”打不开：密钥不对，或者内容被改过。没有动它。")
        raise KeyMissing(said % {"where": context, "id": key_id}) from bad


def keyed_hash(text: str) -> str:
    """The same text always gives the same 64 signs, and only the holder of the key can make them.

    For equality search and for codes that are derived instead of stored.
    """
    secret = keys.derived(keys.oldest().secret, "hash")
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
