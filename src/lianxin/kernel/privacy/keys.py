"""The key ring of sensitive fields: from a setting or a file, newest first.

The newest key writes; every key of the ring reads; the oldest also makes the keyed hashes. A key
therefore never leaves the ring while anything written with it is left, and the oldest never does.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from lianxin.kernel import clock

KEY_BYTES = 32
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
TEST_RING = "test:" + base64.b64encode(b"only for tests, never for people").decode()


class KeyMissing(ImproperlyConfigured):
    """A value cannot be opened with the keys this program has; it stays as it is."""


@dataclass(frozen=True, repr=False)
class Key:
    """One key of the ring. Never printed."""

    id: str
    secret: bytes


def generate_line(key_id: str = "") -> str:
    """A new line for the top of the key file; its id tells the day it was made."""
    name = key_id or f"k{clock.today():%Y%m%d}-{secrets.token_hex(2)}"
    return f"{name}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def parse(text: str) -> tuple[Key, ...]:
    """Read "id:base64" lines; empty lines and lines that begin with # are passed over.

    Raises: ImproperlyConfigured.
    """
    ring: dict[str, Key] = {}
    lines = (line.strip() for line in text.replace(",", "\n").splitlines())
    for number, line in enumerate(lines, start=1):
        if not line or line.startswith("#"):
            continue
        key_id, _colon, encoded = line.partition(":")
        if not KEY_ID.fullmatch(key_id):
            said = _("密钥第%(n)s行写得不对，应当是“编号:密钥”。") % {"n": number}
            raise ImproperlyConfigured(said)
        if key_id in ring:
            raise ImproperlyConfigured(_("密钥编号“%(id)s”出现了两次。") % {"id": key_id})
        ring[key_id] = Key(key_id, _secret(key_id, encoded))
    return tuple(ring.values())


def _secret(key_id: str, encoded: str) -> bytes:
    try:
        secret = base64.b64decode(encoded, validate=True)
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ImproperlyConfigured(_("密钥“%(id)s”不完整，请从备份里照原样恢复。") % {"id": key_id})
    return secret


@lru_cache(maxsize=8)
def _ring(inline: str, path: str, is_test: bool) -> tuple[Key, ...]:
    text = inline
    if not text and path and Path(path).is_file():
        text = Path(path).read_text(encoding="utf-8")
    ring = parse(text)
    if not ring and is_test:
        ring = parse(TEST_RING)
    if not ring:
        raise ImproperlyConfigured(
            _(
                "没有找到加密密钥。第一次启动时程序会自己生成；如果是恢复的数据库，请把原来的密钥文件"
                "放回 %(path)s，或者设置 LIANXIN_PRIVACY_KEYS。"
            )
            % {"path": path}
        )
    return ring


def ring() -> tuple[Key, ...]:
    """All keys, newest first. Read once per process.

    Raises: ImproperlyConfigured.
    """
    return _ring(
        settings.PRIVACY_KEYS, str(settings.PRIVACY_KEYS_FILE), settings.TESTING or settings.DEBUG
    )


def newest() -> Key:
    """The key that new values are written with."""
    return ring()[0]


def oldest() -> Key:
    """The key that keyed hashes are made with, so that a new key does not break them."""
    return ring()[-1]


def by_id(key_id: str) -> Key:
    """The key that a value names.

    Raises: KeyMissing.
    """
    for key in ring():
        if key.id == key_id:
            return key
    raise KeyMissing(
        _("密钥“%(id)s”不在密钥文件里，用它加密的内容打不开，但没有丢。请把这把密钥放回去再启动。")
        % {"id": key_id}
    )


@lru_cache(maxsize=16)
def derived(secret: bytes, purpose: str) -> bytes:
    """A key of its own for each purpose, so that no key does two jobs."""
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(secret)
