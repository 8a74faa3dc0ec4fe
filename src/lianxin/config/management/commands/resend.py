"""The command `lianxin resend`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from lianxin.kernel.actor import system
from lianxin.notices.services import messages_retry


class Command(BaseCommand):
    """Give text messages of the last day another chance."""

    help = "短信网关修好以后，把一天之内没发出去的短信再发一遍。更早的不再发。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for them anew and say how many."""
        count = messages_retry(actor=system("resend"))
        self.stdout.write(f"{count} 条重新排上了。")
