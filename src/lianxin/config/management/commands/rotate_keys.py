"""The command `lianxin rotate-keys`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lianxin.kernel.actor import system
from lianxin.kernel.privacy.services import ring_verify, rotate


class Command(BaseCommand):
    """Seal the sensitive fields anew with the newest key, while the program runs."""

    help = (
        "用最新的密钥把姓名、电话等重新加密一遍，网站不用停。先把新密钥加在密钥文件第一行，"
        "重启网站和后台任务，再运行。中断了再运行一次就行。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How much is done in one transaction."""
        parser.add_argument("--batch", type=int, default=500, help="一次换多少条 · rows at a time")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check the ring first; then column by column."""
        boss = system("rotate_keys")
        ring_verify(actor=boss)
        done = rotate(actor=boss, batch=max(1, options["batch"]))
        for column, count in done.items():
            self.stdout.write(f"{column}: {count}")
        self.stdout.write(f"换好了，共 {sum(done.values())} 条。旧密钥先留着。")
