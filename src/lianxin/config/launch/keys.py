"""The secrets of an installation: made once, readable by its user alone."""

from __future__ import annotations

import os
import secrets
from datetime import date
from pathlib import Path


def ensure_keys(data_dir: Path, today: date) -> None:
    """Make the cookie key and the first privacy key if they are not there."""
    folder = data_dir / "keys"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    _once(folder / "secret-key", secrets.token_urlsafe(50))
    from lianxin.kernel.privacy.keys import generate_line

    _once(folder / "privacy-keys", generate_line(f"k{today:%Y%m%d}"))


def _once(path: Path, text: str) -> None:
    if path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text + "\n")
