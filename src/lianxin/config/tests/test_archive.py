"""A backup is only one when it has come back."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as given
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from lianxin.config import archive
from lianxin.config.launch.processes import run
from lianxin.config.launch.words import LaunchError
from lianxin.domain.cases.models import Case, Step
from lianxin.kernel.facts import Fact
from tests.cast import Cast, closed

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "照片/2026/一张.jpg"


@pytest.fixture
def media(tmp_path: Path, settings: Any) -> Path:
    """A data folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    return tmp_path / "data" / "files"


@pytest.fixture
def elsewhere(media: Path, settings: Any) -> Iterator[Any]:
    """An empty database on the same server, and an empty folder for photos."""
    name = f"{connection.settings_dict['NAME']}_restored"
    was = connection.settings_dict["NAME"]

    def go() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        connection.close()
        connection.settings_dict["NAME"] = name
        settings.MEDIA_ROOT = media.parent.parent / "new" / "files"

    yield go
    connection.close()
    connection.settings_dict["NAME"] = was
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def counted() -> tuple[int, int, int]:
    """How much there is."""
    return Case.objects.count(), Step.objects.count(), Fact.objects.count()


def test_everything_comes_back_and_names_can_be_read(
    cast: Cast, media: Path, elsewhere: Any, tmp_path: Path
) -> None:
    case = closed(cast)
    storages["attachments"].save(NAME, ContentFile(b"picture"))
    before = counted()
    call_command("backup", str(tmp_path / "backup"))
    call_command("backup", str(tmp_path / "backup"), check=True)
    elsewhere()
    call_command("restore", str(tmp_path / "backup"))
    assert counted() == before
    assert Case.objects.get(pk=case.pk).reporter_name == "王桂兰"
    assert (Path(given.MEDIA_ROOT) / NAME).read_bytes() == b"picture"
    call_command("migrate", verbosity=0, check_unapplied=True)
    facts = Fact.objects.order_by("-seq").first()
    assert facts is not None
    with connection.cursor() as cursor, pytest.raises(Exception, match="never changed"):
        cursor.execute("DELETE FROM facts_fact")


def test_a_backup_does_not_hold_the_words_of_private_fields(
    cast: Cast, media: Path, tmp_path: Path
) -> None:
    closed(cast)
    call_command("backup", str(tmp_path / "backup"))
    reader = archive._program("pg_restore")
    held = run([reader, "--file=-", tmp_path / "backup" / archive.DUMP]).stdout
    assert "COPY public.cases_case" in held
    assert "王桂兰" not in held
    assert "13841800001" not in held


def test_what_is_there_is_never_written_over(cast: Cast, media: Path, tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "backup"))
    with pytest.raises(CommandError, match="已经有了"):
        call_command("backup", str(tmp_path / "backup"))
    with pytest.raises(CommandError, match="不是空的"):
        call_command("restore", str(tmp_path / "backup"))


def test_a_broken_backup_is_noticed(cast: Cast, media: Path, tmp_path: Path) -> None:
    call_command("backup", str(tmp_path / "backup"))
    with (tmp_path / "backup" / "files.tar").open("r+b") as tar:
        tar.write(b"x")
    with pytest.raises(CommandError, match=r"files\.tar"):
        call_command("backup", str(tmp_path / "backup"), check=True)
    with pytest.raises(CommandError, match="没有完整的备份"):
        call_command("restore", str(tmp_path / "nowhere"))


@pytest.mark.parametrize("evil", ["../outside.txt", "/etc/outside.txt", "files/../../outside.txt"])
def test_nothing_is_written_outside_by_a_python_without_filters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, evil: str
) -> None:
    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    with tarfile.open(tmp_path / "files.tar", "w") as tar:
        for name in ("files/good.txt", evil):
            member = tarfile.TarInfo(name)
            member.size = 2
            tar.addfile(member, io.BytesIO(b"ok"))
    with pytest.raises(LaunchError, match="outside"):
        archive._unpack(tmp_path / "files.tar", tmp_path / "into")
    assert not list(tmp_path.rglob("outside.txt"))


def test_a_link_is_no_photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    with tarfile.open(tmp_path / "files.tar", "w") as tar:
        link = tarfile.TarInfo("files/a.jpg")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(LaunchError, match=r"a\.jpg"):
        archive._unpack(tmp_path / "files.tar", tmp_path / "into")
