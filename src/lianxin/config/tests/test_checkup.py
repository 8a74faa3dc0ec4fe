"""`lianxin doctor` names what is not well and what to do about it."""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from lianxin.config import checkup
from lianxin.domain.places.factories import area
from lianxin.kernel import clock, health
from lianxin.kernel.actor import system
from lianxin.kernel.codes import services as codes
from lianxin.kernel.codes.models import CodeTable
from lianxin.kernel.codes.services import Day, calendar_year_set
from lianxin.kernel.privacy import keys
from lianxin.notices.models import Message
from tests.cast import Cast

Usage = namedtuple("Usage", "total used free")
WELL = {"workers": 1, "waiting": 0, "late": 0, "stalled": 0, "failed": 0}


@pytest.fixture
def pulse(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The pulse of a healthy installation; tests make it worse."""
    found = dict(WELL)
    monkeypatch.setattr(health, "pulse", lambda: found)
    return found


@pytest.fixture
def small_house(settings: Any, tmp_path: Path, db: None) -> None:
    """An installation that is as it should be."""
    settings.DATA_DIR, settings.MEDIA_ROOT, settings.DEBUG = tmp_path, tmp_path / "files", True
    settings.ALLOWED_HOSTS, settings.HTTPS, settings.DEMO = ["lianxin.example.cn"], True, False
    codes.load_defaults(actor=system("test"))


def doctor() -> tuple[dict[str, str], str, int]:
    """Levels by check, everything said, and the exit code."""
    out, code = StringIO(), 0
    try:
        call_command("doctor", stdout=out, no_color=True)
    except SystemExit as ended:
        code = int(str(ended.code))
    said = out.getvalue()
    return {line.split()[1]: line.split()[0] for line in said.splitlines()}, said, code


def test_a_healthy_installation_passes(small_house: None, pulse: dict[str, int]) -> None:
    levels, said, code = doctor()
    assert code == 0, said
    assert "fail" not in levels.values()
    assert set(checkup.ALONE) | set(checkup.WITH_TABLES) | {"database", "migrations"} == set(levels)


def test_counties_without_the_next_year_are_named_though_another_has_entered_it(
    cast: Cast, small_house: None, pulse: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    area("210922000000", "彰武县")
    monkeypatch.setattr(clock, "now", lambda: clock.at(date(2026, 11, 3), 9))
    year = [Day(date(2027, 1, 1), False, "元旦")]
    for county, lacking in (("210921", "还没有2027年放假安排的：彰武县。"), ("210922", "")):
        calendar_year_set(
            actor=system("test"), area=county, year=2027, days=year, source="国办通知"
        )
        levels, said, _ = doctor()
        assert levels["calendar"] == ("warn" if lacking else "ok")
        assert lacking in said
        assert "阜新蒙古族自治县" not in said


@pytest.mark.parametrize(
    ("symptom", "level", "words"),
    [
        ({"workers": 0}, "fail", "请启动 lianxin worker"),
        ({"failed": 2}, "fail", "2 件失败了"),
        ({"stalled": 1}, "warn", "会自动接着做"),
        ({"late": 3}, "warn", "请多开一个"),
    ],
)
def test_trouble_with_jobs_is_named(
    small_house: None, pulse: dict[str, int], symptom: dict[str, int], level: str, words: str
) -> None:
    pulse.update(symptom)
    levels, said, code = doctor()
    assert words in said
    assert level in (levels["worker"], levels["jobs"])
    assert code == (1 if level == "fail" else 0)


@pytest.mark.parametrize(
    ("free", "level"), [(1 << 20, "fail"), (3 << 30, "warn"), (60 << 30, "ok")]
)
def test_a_disk_that_fills_up_is_told_in_time(
    monkeypatch: pytest.MonkeyPatch, free: int, level: str
) -> None:
    usage = Usage(100 << 30, 0, free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert checkup._disk().level == level


def test_a_key_file_that_others_can_read_is_refused(settings: Any, tmp_path: Path) -> None:
    path = tmp_path / "privacy-keys"
    path.write_text(keys.generate_line())
    path.chmod(0o644)
    settings.PRIVACY_KEYS, settings.PRIVACY_KEYS_FILE = "", str(path)
    assert checkup._keys().level == "fail"
    path.chmod(0o600)
    assert checkup._keys().level == "ok"


def test_keys_of_another_database_are_noticed(
    small_house: None, pulse: dict[str, int], settings: Any
) -> None:
    assert doctor()[0]["ring"] == "ok"
    settings.PRIVACY_KEYS = keys.generate_line()
    levels, said, code = doctor()
    assert levels["ring"] == "fail", said
    assert code == 1


@pytest.mark.parametrize(
    ("hosts", "https", "level"),
    [(["*"], True, "warn"), (["localhost"], True, "warn"), (["a.cn"], False, "warn")],
)
def test_addresses_that_nobody_or_everybody_reaches_are_told(
    settings: Any, hosts: list[str], https: bool, level: str
) -> None:
    settings.ALLOWED_HOSTS, settings.HTTPS, settings.DEMO = hosts, https, False
    assert checkup._hosts().level == level


def test_photos_that_cannot_be_kept_are_told(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a folder")
    settings.MEDIA_ROOT = tmp_path / "files"
    assert "存不了照片" in checkup._files().words


def test_missing_static_files_are_told(settings: Any, tmp_path: Path) -> None:
    settings.DEBUG, settings.STATIC_ROOT = False, tmp_path
    assert checkup._static().level == "fail"


def test_without_a_database_the_rest_is_still_looked_at(
    monkeypatch: pytest.MonkeyPatch, small_house: None
) -> None:
    class Gone:
        def ensure_connection(self) -> None:
            raise DatabaseError("no route to host")

    monkeypatch.setattr(checkup, "connection", Gone())
    levels, said, code = doctor()
    assert code == 1
    assert "no route to host" in said
    assert levels["python"] == "ok"
    assert "worker" not in levels


@pytest.mark.django_db
def test_the_basics_may_be_loaded_again_and_again() -> None:
    for _time in range(2):
        call_command("load_basics", stdout=StringIO())
    assert CodeTable.objects.filter(name="level").count() == 1


@pytest.mark.django_db
def test_text_messages_that_were_given_up_are_told_and_can_be_sent_again(settings: Any) -> None:
    settings.SMS_URL = "ftp://nowhere"
    assert checkup._sms().level == "fail"
    settings.SMS_URL = ""
    assert checkup._messages().level == "ok"
    Message.objects.create(
        channel="console", to="13841800001", to_hash="x", template="closed", text="办结了",
        dedupe="fact:1", state="dead", attempts=6, not_before=clock.now(), created_at=clock.now(),
    )  # fmt: skip
    assert "resend" in checkup._messages().words
    out = StringIO()
    call_command("resend", stdout=out)
    assert "1 条重新排上了" in out.getvalue()


@pytest.mark.django_db
def test_the_keys_can_be_changed_while_the_program_runs() -> None:
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    assert "换好了，共 0 条" in out.getvalue()
