"""The command `manage.py write_docs`: reference pages from the code."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lianxin.config.docs import PAGES
from lianxin.config.docs.settings import MEANING, asked_for


class Command(BaseCommand):
    """Write the generated pages anew, or say which of them are out of date."""

    help = "从代码生成 docs/reference 和 docs/rulebook.md；只在源码目录里用。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` writes nothing."""
        parser.add_argument("--check", action="store_true", help="只比较，不写；过期时退出码是 1")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare each page with what the code says now."""
        if not (settings.CHECKOUT / "docs").is_dir():
            raise CommandError("这里不是源码目录，没有 docs。")
        if wrong := asked_for() ^ MEANING.keys():
            raise CommandError(f"config/docs/settings.py 与代码不一致：{', '.join(sorted(wrong))}")
        old = [path for path, write in PAGES.items() if self._is_old(path, write())]
        if not options["check"]:
            self.stdout.write(f"{len(PAGES)} 页，更新了 {len(old)} 页。")
            for path in old:
                target = settings.CHECKOUT / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(PAGES[path](), encoding="utf-8")
        elif old:
            raise CommandError(f"过期了，请运行 make docs：{', '.join(old)}")

    def _is_old(self, path: str, text: str) -> bool:
        target = settings.CHECKOUT / path
        return not target.exists() or target.read_text(encoding="utf-8") != text
