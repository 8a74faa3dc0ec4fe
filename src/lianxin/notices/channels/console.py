"""Prints messages; for development and the demo."""

from __future__ import annotations

import sys

from lianxin.kernel.privacy import mask_phone
from lianxin.notices.channels import Channel, Outgoing, Receipt


class Console:
    """A phone that everybody can look at."""

    def send(self, message: Outgoing) -> Receipt:
        """One line on the standard output; the number is masked even here."""
        sys.stdout.write(f"短信 → {mask_phone(message.to)}：{message.text}\n")
        sys.stdout.flush()
        return Receipt("console")


def make() -> Channel:
    """No settings."""
    return Console()
