"""What `lianxin doctor` looks at. Each finding says what to do where something is not well."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from lianxin.domain.places import selectors as places
from lianxin.kernel import clock, health
from lianxin.kernel.actor import system
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.facts.selectors import undelivered
from lianxin.kernel.privacy import keys
from lianxin.kernel.privacy.services import ring_verify
from lianxin.notices import selectors as notices
from lianxin.notices.channels import channel
from lianxin.notices.rules import Kind

OLDEST_POSTGRES = 150000
GIGA = 1024**3
CLOCK_SECONDS = 5
OK, WARN, FAIL = "ok", "warn", "fail"


@dataclass(frozen=True)
class Finding:
    """What a check has found."""

    level: str
    words: str


def findings() -> Iterator[tuple[str, Finding]]:
    """Every check in turn; those that need a database only when there is one."""
    for name, check in ALONE.items():
        yield name, check()
    database = _database()
    yield "database", database
    if database.level == FAIL:
        return
    tables = _migrations()
    yield "migrations", tables
    for name, check in WITH_TABLES.items() if tables.level == OK else ():
        yield name, check()


def _python() -> Finding:
    words = f"Python {sys.version.split()[0]}"
    return (
        Finding(OK, words) if sys.version_info >= (3, 11) else Finding(FAIL, f"{words}，需要 3.11")
    )


def _keys() -> Finding:
    try:
        ring = keys.ring()
    except ImproperlyConfigured as bad:
        return Finding(FAIL, str(bad))
    path = Path(settings.PRIVACY_KEYS_FILE)
    if not settings.PRIVACY_KEYS and path.exists() and path.stat().st_mode & stat.S_IRWXO:
        return Finding(FAIL, f"别的用户也能看到密钥文件，请运行 chmod 600 '{path}'")
    return Finding(OK, f"{len(ring)} 把隐私密钥。请另存一份，丢了就解不开姓名和电话")


def _disk() -> Finding:
    folder = next(p for p in (settings.DATA_DIR, *settings.DATA_DIR.parents) if p.exists())
    usage = shutil.disk_usage(folder)
    words = f"{usage.free / GIGA:.1f} GB 可用（{folder}）"
    if usage.free < GIGA:
        return Finding(FAIL, f"{words}，请马上清理或扩容，写满后谁也办不了事")
    if usage.free < 5 * GIGA or usage.free < usage.total * 0.05:
        return Finding(WARN, f"{words}，快满了，请清理或扩容")
    return Finding(OK, words)


def _static() -> Finding:
    if settings.DEBUG or Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        return Finding(OK, "网页文件齐全")
    return Finding(FAIL, "还没有网页文件，请运行 lianxin collectstatic --noinput")


def _files() -> Finding:
    store = storages["attachments"]
    try:
        name = store.save("doctor/test.txt", ContentFile(b"ok"))
        store.delete(name)
    except Exception as bad:  # any store may be configured, each with errors of its own
        return Finding(FAIL, f"存不了照片：{bad}。请检查 LIANXIN_FILE_STORAGE 或文件夹的权限")
    return Finding(OK, "照片和录音存得进去")


def _hosts() -> Finding:
    hosts = [name for name in settings.ALLOWED_HOSTS if name]
    if settings.DEMO:
        return Finding(OK, "演示，哪个地址都可以打开")
    if "*" in hosts:
        return Finding(WARN, "LIANXIN_HOSTS 是 *，请写明网址的域名")
    if set(hosts) <= {"localhost", "127.0.0.1", "[::1]"}:
        return Finding(WARN, "只有本机打得开。要让别人打开，请把域名写进 LIANXIN_HOSTS")
    if not settings.HTTPS:
        return Finding(WARN, "没有加密（LIANXIN_HTTPS），密码会在网上明着走。请配好 HTTPS")
    return Finding(OK, "、".join(hosts))


def _sms() -> Finding:
    if settings.SMS_URL:
        try:
            channel(Kind.SMS)
        except ImproperlyConfigured as bad:
            return Finding(FAIL, str(bad))
        return Finding(OK, "短信网关已设置")
    return Finding(WARN, "没有短信网关（LIANXIN_SMS_URL），短信不会发出，站内消息照常")


def _fonts() -> Finding:
    tool = shutil.which("fc-list")
    listed = (
        subprocess.run([tool, ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - by list of words
        if tool
        else ""
    )
    if listed.strip():
        return Finding(OK, "有中文字体")
    return Finding(WARN, "这台机器没有中文字体，截图和打印会缺字：apt-get install fonts-noto-cjk")


def _database() -> Finding:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int, "
                "current_setting('server_encoding'), pg_is_in_recovery()"
            )
            number, encoding, is_copy = cursor.fetchone()
    except (DatabaseError, OSError) as bad:
        said = " ".join(str(bad).split())[:160]
        return Finding(FAIL, f"连不上：{said}。请检查 DATABASE_URL，或先启动 lianxin serve")
    words = f"PostgreSQL {number // 10000}.{number % 10000}"
    if number < OLDEST_POSTGRES:
        return Finding(FAIL, f"{words}，需要 15 或更新的版本")
    if encoding != "UTF8":
        return Finding(FAIL, f"{words} 的编码是 {encoding}，请用 UTF8 重建数据库")
    return Finding(FAIL, f"{words} 是只读的副本，请连主库") if is_copy else Finding(OK, words)


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding(FAIL, f"还有 {len(waiting)} 步没有执行，请运行 lianxin migrate")
    return Finding(OK, "数据表是最新的")


def _basics() -> Finding:
    missing = [name for name in ("case_category", "level") if not codes.table(name)]
    if missing:
        return Finding(FAIL, f"缺代码表 {'、'.join(missing)}，请运行 lianxin load-basics")
    return Finding(OK, "代码表已装入")


def _ring() -> Finding:
    try:
        ring_verify(actor=system("doctor"))
    except ImproperlyConfigured as bad:
        return Finding(FAIL, str(bad))
    return Finding(OK, "密钥和数据库是一对")


def _calendar() -> Finding:
    if warning := codes.calendar_warning(clock.today()):
        return Finding(WARN, warning)
    names = {c.code[:6]: c.display_name for c in places.counties(actor=system("doctor"))}
    gaps = codes.calendar_gaps(clock.today(), names)
    if not gaps:
        return Finding(OK, "要用的放假安排都有")
    told = "；".join(
        f"还没有{year}年放假安排的：{'、'.join(names[county] for county in lacking)}"
        for year, lacking in sorted(gaps.items())
    )
    return Finding(WARN, f"{told}。这些地方的时限暂按周六、周日休息来算，请在“工作日历”里录入")


def _clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - clock.now()).total_seconds())
    here = f"现在是 {clock.now().astimezone(clock.LOCAL):%Y-%m-%d %H:%M}（{clock.LOCAL.key}）"
    if apart > CLOCK_SECONDS:
        return Finding(FAIL, f"{here}，和数据库差 {apart:.0f} 秒，时限会算错。请开启对时（NTP）")
    return Finding(OK, here)


def _worker() -> Finding:
    if alive := health.pulse()["workers"]:
        return Finding(OK, f"{alive} 个在运行")
    return Finding(FAIL, "没有在运行，消息发不出、时限不提醒。请启动 lianxin worker")


def _jobs() -> Finding:
    pulse = health.pulse()
    if pulse["failed"]:
        return Finding(FAIL, f"{pulse['failed']} 件失败了，请看后台任务的日志")
    if pulse["stalled"]:
        return Finding(WARN, f"{pulse['stalled']} 件没做完就断了，后台任务启动后会自动接着做")
    if pulse["late"]:
        return Finding(WARN, f"{pulse['late']} 件等了五分钟还没做，请多开一个 lianxin worker")
    return Finding(OK, f"{pulse['waiting']} 件在等，没有积压")


def _messages() -> Finding:
    found = notices.outbox(actor=system("doctor"))
    if found.dead:
        words = f"{found.dead} 条短信没发出去，请看日志；网关修好后运行 lianxin resend"
        return Finding(WARN, words)
    return Finding(OK, f"{found.waiting} 条在路上")


def _deliveries() -> Finding:
    if given_up := len(undelivered(actor=system("doctor"), limit=100)):
        words = f"{given_up} 件试了多次也没送达，请看日志，修好后运行 lianxin redeliver --retry"
        return Finding(FAIL, words)
    return Finding(OK, "都送达了")


ALONE: dict[str, Callable[[], Finding]] = {
    "python": _python,
    "keys": _keys,
    "disk": _disk,
    "static": _static,
    "files": _files,
    "hosts": _hosts,
    "sms": _sms,
    "fonts": _fonts,
}
WITH_TABLES: dict[str, Callable[[], Finding]] = {
    "basics": _basics,
    "ring": _ring,
    "clock": _clock,
    "calendar": _calendar,
    "worker": _worker,
    "jobs": _jobs,
    "deliveries": _deliveries,
    "messages": _messages,
}
