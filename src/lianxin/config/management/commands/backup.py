"""The command `lianxin backup`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lianxin.config import archive
from lianxin.config.launch.words import LaunchError


class Command(BaseCommand):
    """Write a backup while the program runs."""

    help = (
        "备份：数据库、照片和录音，写进一个新文件夹；运行中就可以做。\n"
        "密钥（数据文件夹里的 keys）不在里面，请另存一份，和备份分开放。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, or what to look at."""
        parser.add_argument("folder", type=Path, help="备份写到哪个新文件夹")
        parser.add_argument("--check", action="store_true", help="只检查已有的备份是不是完整")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say where it is and how large."""
        folder: Path = options["folder"].resolve()
        try:
            if options["check"]:
                made_at = archive.check(folder)["made_at"]
                self.stdout.write(f"备份完整，是 {made_at} 做的。")
                return
            archive.save(folder)
        except LaunchError as refused:
            raise CommandError(str(refused)) from refused
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1024**2
        self.stdout.write(f"备份好了：{folder}，{size:.1f} MB。密钥请另存一份。")
