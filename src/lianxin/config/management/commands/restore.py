"""The command `lianxin restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lianxin.config import archive
from lianxin.config.launch.words import LaunchError
from lianxin.kernel.actor import system
from lianxin.kernel.privacy.services import ring_verify


class Command(BaseCommand):
    """Bring a backup back into an empty database."""

    help = (
        "恢复：把备份装进一个空的数据库和数据文件夹，原来的不动。\n"
        "请先把当时的密钥放回 keys。装好后运行 lianxin migrate 和 lianxin doctor。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from."""
        parser.add_argument("folder", type=Path, help="备份所在的文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing; then keys and database are compared."""
        try:
            contents = archive.load(options["folder"].resolve())
        except LaunchError as refused:
            raise CommandError(str(refused)) from refused
        try:
            ring_verify(actor=system("restore"))
        except ImproperlyConfigured as wrong:
            raise CommandError(f"数据已经恢复，但是密钥不对：{wrong}") from wrong
        self.stdout.write(f"恢复好了，是 {contents['made_at']} 的备份。接着运行 lianxin migrate。")
