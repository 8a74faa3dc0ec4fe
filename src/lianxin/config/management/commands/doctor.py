"""`lianxin doctor`: is this installation well, and if not, what to do."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from lianxin.config.checkup import FAIL, WARN, findings


class Command(BaseCommand):
    """Look at everything, and say what to do about what is not well."""

    help = "检查安装是否健康：每行一个结论，有问题的说明怎么办；有 fail 时退出码是 1。"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per check; exit 1 if one has failed."""
        paint = {FAIL: self.style.ERROR, WARN: self.style.WARNING}
        failed = False
        for name, finding in findings():
            failed |= finding.level == FAIL
            level = paint.get(finding.level, self.style.SUCCESS)(f"{finding.level:5}")
            self.stdout.write(f"{level} {name:11} {finding.words}")
        if failed:
            sys.exit(1)
