"""`lianxin doctor`: is this installation well, and if not, what to do."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from lianxin.kernel import clock
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.facts import sweep
from lianxin.kernel.privacy import keys

OLDEST_POSTGRES = 150000
LOW_DISK = 2 * 1024**3
Finding = tuple[str, str, str]


class Command(BaseCommand):
    help = "检查安装是否健康：每行一个结论，有问题的说明怎么办；有错时退出码为 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per check; exit 1 if one fails."""
        failed = False
        for name, level, words in findings():
            failed |= level == "fail"
            self.stdout.write(f"{level:5} {name:12} {words}")
        if failed:
            sys.exit(1)


def findings() -> Iterator[Finding]:
    """Every check in turn."""
    yield "python", "ok", sys.version.split()[0]
    yield _keys()
    yield _disk()
    database = _database()
    yield database
    if database[1] == "fail":
        return
    yield _migrations()
    yield _calendar()
    yield _deliveries()
    yield _static()


def _keys() -> Finding:
    try:
        return "keys", "ok", f"{len(keys.ring())} 把隐私密钥；请另存一份，丢了就解不开姓名和电话"
    except Exception as bad:
        return "keys", "fail", str(bad)


def _disk() -> Finding:
    folder = next(p for p in (settings.DATA_DIR, *settings.DATA_DIR.parents) if p.exists())
    free = shutil.disk_usage(folder).free
    words = f"{free // 1024**3} GB 可用（{folder}）"
    return ("disk", "ok", words) if free > LOW_DISK else ("disk", "fail", words + "，请清理或扩容")


def _database() -> Finding:
    try:
        connection.ensure_connection()
        version = int(connection.pg_version)  # type: ignore[attr-defined]
    except (DatabaseError, OSError) as bad:
        return "database", "fail", f"连不上：{str(bad).strip()[:120]}。请检查 DATABASE_URL"
    words = f"PostgreSQL {version // 10000}.{version % 10000}"
    return ("database", "ok", words) if version >= OLDEST_POSTGRES else ("database", "fail", words + "，需要 15 或更新")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return "migrations", "fail", f"{len(waiting)} 个没执行，请运行 lianxin migrate"
    return "migrations", "ok", "都执行过了"


def _calendar() -> Finding:
    warning = codes.calendar_warning(clock.today())
    return ("calendar", "warn", warning) if warning else ("calendar", "ok", "今年的放假安排已有")


def _deliveries() -> Finding:
    waiting = len(sweep.undelivered(limit=100))
    if waiting:
        return "deliveries", "warn", f"{waiting} 个事实还没有送达，请确认后台任务（lianxin worker）在运行"
    return "deliveries", "ok", "没有积压"


def _static() -> Finding:
    if settings.DEBUG or Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        return "static", "ok", "网页文件齐全"
    return "static", "fail", "请运行 lianxin collectstatic"
