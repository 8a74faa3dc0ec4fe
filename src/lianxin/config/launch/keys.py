"""The secrets of an installation: made once, readable by its user alone."""

from __future__ import annotations

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path


def ensure_keys(data: Path) -> list[str]:
    """Make the cookie key and the first privacy key where neither file nor setting gives them.

    Safe to repeat: a key that is there is never touched. Returns the names of those made.
    """
    folder = data / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    if not os.environ.get("LIANXIN_SECRET_KEY") and _once(
        folder / "secret-key", secrets.token_urlsafe(50)
    ):
        made.append("secret-key")
    given = ("LIANXIN_PRIVACY_KEYS", "LIANXIN_PRIVACY_KEYS_FILE")
    if not any(os.environ.get(name) for name in given):
        from lianxin.kernel.privacy.keys import generate_line

        day = datetime.now(UTC)  # Django's clock is not there yet; the day only names the key
        if _once(folder / "privacy-keys", generate_line(f"k{day:%Y%m%d}-{secrets.token_hex(2)}")):
            made.append("privacy-keys")
    return made


def _once(path: Path, text: str) -> bool:
    """Write a file whole or not at all, for its user alone; False if it is there."""
    if path.exists():
        return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
