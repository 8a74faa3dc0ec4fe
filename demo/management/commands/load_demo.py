"""The command `lianxin load_demo`."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo import load, logins
from demo.people import MARK
from demo.size import SIZES
from lianxin.domain.cases.models import Case
from lianxin.domain.users.models import User
from lianxin.kernel import clock

AFTERNOON = time(15, 0)


class Command(BaseCommand):
    """Fill an empty installation with invented people and matters."""

    help = "装入示例：编出来的人和事，全都标着“示例”。只能装进空的数据库；装过了就不动。"

    def add_arguments(self, parser: CommandParser) -> None:
        """How much, and as of which day."""
        sizes = "；".join(f"{size.name} {size.words}" for size in SIZES.values())
        parser.add_argument("--size", default="county", help=f"规模：{sizes}")
        parser.add_argument("--as-of", default="", help="从哪天往回编，如 2026-11-23；不写就是今天")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load once, then leave the log-ins for the screen."""
        size = SIZES.get(options["size"])
        if size is None:
            known = "、".join(SIZES)
            raise CommandError(f"没有“{options['size']}”这个规模，可选：{known}。")
        now = _moment(options["as_of"])
        path = settings.DATA_DIR / "demo-logins.txt"
        if User.objects.filter(name__endswith=MARK).exists():
            self.stdout.write(
                f"已经装过示例，没有再动。要换规模或重来，先停止，再删掉 {settings.DATA_DIR}。"
            )
        elif User.objects.exists() or Case.objects.exists():
            raise CommandError("这个数据库里已经有人在用，不能装示例。请换一个空的数据库。")
        else:
            made = load.load(size, now=now)
            self.stdout.write(f"{size.words}；实际装入 {made} 件。")
        logins.write(path, actor=load.BOSS)


def _moment(text: str) -> datetime:
    """The afternoon of a past day, or now."""
    if not text:
        return clock.now()
    try:
        day = date.fromisoformat(text)
    except ValueError as bad:
        raise CommandError(f"“{text}”不是日期，请写成 2026-11-23 这样。") from bad
    if day > clock.today():
        raise CommandError("日期不能在今天以后。")
    return min(clock.now(), clock.at(day, AFTERNOON.hour, AFTERNOON.minute))
