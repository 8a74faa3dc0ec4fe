"""Stored, hung on a matter, opened by who may, thrown away when unused."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image
from pytest_django import Settings

from lianxin.kernel import clock, ids
from lianxin.kernel.actor import VILLAGER, Actor, Kind, system
from lianxin.kernel.errors import Denied, Invalid, NotFound
from lianxin.kernel.files import selectors, services
from lianxin.kernel.files.models import Attachment
from lianxin.kernel.files.services import (
    attachment_bind,
    attachment_drop_unbound,
    attachment_store,
    orphan_drop,
)
from lianxin.kernel.files.tests import samples

pytestmark = pytest.mark.django_db
GRID_WORKER = Actor("user:li", "老李", Kind.STAFF)
CASE = "case:0199-a"
SWEEP = system("sweep")


def upload(data: bytes | None = None, name: str = "IMG_0001.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or samples.photo_with_gps(), "image/jpeg")


def stored(actor: Actor = VILLAGER) -> Attachment:
    return attachment_store(actor=actor, upload=upload(), kind="photo")


def files_in(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def read(
    item: Attachment, actor: Actor, allowed: selectors.Allowed, *, thumb: bool = False
) -> tuple[bytes, selectors.Opened]:
    opened = selectors.attachment_open(item.pk, actor=actor, allowed=allowed, thumb=thumb)
    with opened.content:
        return opened.content.read(), opened


def yes(stream: str) -> bool:
    return True


def no(stream: str) -> bool:
    return False


def test_a_photo_is_kept_with_its_hash_and_a_small_one(folder: Path) -> None:
    with time_machine.travel(clock.at(date(2026, 11, 23), 7, 42), tick=False):
        item = stored()
    big, small = folder / item.storage_name, folder / item.thumb_name
    assert item.storage_name == f"2026/11/23/{item.pk}.jpg"
    assert item.thumb_name == f"2026/11/23/{item.pk}-small.jpg"
    assert files_in(folder) == sorted([big, small])
    assert item.sha256 == hashlib.sha256(big.read_bytes()).hexdigest()
    assert item.bytes == big.stat().st_size
    with Image.open(big) as image:
        assert image.size == (item.width, item.height) == (64, 48)
    assert (item.kind, item.mime, item.stream, item.seconds) == ("photo", "image/jpeg", "", None)
    assert (item.retention, item.created_by) == ("unbound", "villager")
    assert str(item) == f"photo {item.pk}"


def test_a_voice_note_is_kept_as_it_came(folder: Path) -> None:
    item = attachment_store(actor=VILLAGER, upload=upload(samples.wav(), "a.wav"), kind="voice")
    assert (folder / item.storage_name).read_bytes() == samples.wav()
    assert (item.kind, item.mime, item.seconds, item.thumb_name) == ("voice", "audio/wav", 2, "")


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\boot.ini", "a\x00.jpg", "/etc/cron.d/x", "💣" * 100, "x.exe"],
)
def test_the_name_that_was_sent_decides_nothing(folder: Path, name: str) -> None:
    received = upload()
    vars(received)["_name"] = name
    item = attachment_store(actor=VILLAGER, upload=received, kind="photo")
    assert item.storage_name.endswith(f"{item.pk}.jpg")
    assert all(folder in path.parents for path in files_in(folder))


def test_an_upload_read_before_is_read_from_its_beginning() -> None:
    received = upload()
    received.read()
    assert attachment_store(actor=VILLAGER, upload=received, kind="photo").width == 64


@pytest.mark.parametrize(
    ("data", "kind", "sentence"),
    [
        (samples.EXE, "photo", "这不是照片"),
        (samples.EXE, "voice", "录音打不开"),
        (samples.bomb(30_000, 30_000), "photo", "尺寸太大"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 16 * 1024 * 1024, "photo", "有16兆，太大了"),
        (samples.wav(), "photo", "这不是照片"),
        (samples.photo_with_gps(), "voice", "录音打不开"),
        (samples.photo_with_gps(), "film", "只收照片和录音"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    folder: Path, data: bytes, kind: str, sentence: str
) -> None:
    with pytest.raises(Invalid, match=sentence):
        attachment_store(actor=VILLAGER, upload=upload(data), kind=kind)
    assert files_in(folder) == []
    assert not Attachment.objects.exists()


def test_without_a_row_there_is_no_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Attachment, **how: Any) -> None:
        raise IntegrityError("no row")

    monkeypatch.setattr(Attachment, "save", broken)
    with pytest.raises(IntegrityError):
        stored()
    assert files_in(folder) == []


def test_the_place_of_files_is_a_setting(settings: Settings, folder: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "attachments": {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    }
    item = stored()
    assert isinstance(services.storage(), InMemoryStorage)
    assert services.storage().exists(item.storage_name)
    content, _ = read(item, VILLAGER, no)
    assert hashlib.sha256(content).hexdigest() == item.sha256
    assert files_in(folder) == []


def test_files_hang_on_a_matter_and_the_same_form_twice_is_harmless() -> None:
    items = [stored() for _ in range(3)]
    keys = [item.pk for item in items]
    for _ in range(2):
        attachment_bind(actor=VILLAGER, ids=[*keys, keys[0]], stream=CASE)
    found = selectors.attachments_of(CASE, actor=GRID_WORKER, allowed=yes)
    assert [item.pk for item in found] == keys
    assert {item.retention for item in found} == {"matter"}


def test_a_file_that_hangs_elsewhere_stays_there() -> None:
    own, taken = stored(), stored()
    attachment_bind(actor=VILLAGER, ids=[taken.pk], stream="case:other")
    with pytest.raises(Invalid, match="没有传上来"):
        attachment_bind(actor=VILLAGER, ids=[own.pk, taken.pk], stream=CASE)
    own.refresh_from_db()
    taken.refresh_from_db()
    assert (own.stream, taken.stream) == ("", "case:other")


def test_an_unknown_file_is_refused_in_a_sentence() -> None:
    with pytest.raises(Invalid, match="请重新选一次") as refused:
        attachment_bind(actor=VILLAGER, ids=[ids.new()], stream=CASE)
    assert "attachments" in refused.value.fields


def test_nine_at_once_and_not_ten() -> None:
    keys = [stored().pk for _ in range(9)]
    attachment_bind(actor=VILLAGER, ids=keys, stream=CASE)
    with pytest.raises(Invalid, match="最多放9个"):
        attachment_bind(actor=VILLAGER, ids=[*keys, stored().pk], stream=CASE)
    attachment_bind(actor=GRID_WORKER, ids=[stored(GRID_WORKER).pk], stream=CASE)
    attachment_bind(actor=GRID_WORKER, ids=[], stream=CASE)


def test_nothing_is_bound_to_nothing() -> None:
    with pytest.raises(ValueError, match="matter"):
        attachment_bind(actor=VILLAGER, ids=[stored().pk], stream="")


def test_who_may_not_see_the_matter_sees_no_file() -> None:
    item = stored()
    attachment_bind(actor=VILLAGER, ids=[item.pk], stream=CASE)
    assert selectors.attachments_of(CASE, actor=GRID_WORKER, allowed=no) == []
    assert selectors.attachments_of("", actor=GRID_WORKER, allowed=yes) == []
    for key in (item.pk, uuid.uuid4()):
        with pytest.raises(NotFound, match="没有找到"):
            selectors.attachment_open(key, actor=GRID_WORKER, allowed=no)


def test_the_domain_is_asked_about_the_very_matter() -> None:
    item, asked = stored(), []
    attachment_bind(actor=VILLAGER, ids=[item.pk], stream=CASE)

    def ask(stream: str) -> bool:
        asked.append(stream)
        return True

    _, opened = read(item, GRID_WORKER, ask)
    assert asked == [CASE]
    assert (opened.mime, opened.name) == ("image/jpeg", f"{item.pk}.jpg")
    assert opened.attachment == item


def test_the_small_picture_is_opened_on_request(folder: Path) -> None:
    item = stored()
    content, _ = read(item, VILLAGER, no, thumb=True)
    assert content == (folder / item.thumb_name).read_bytes()
    note = attachment_store(actor=VILLAGER, upload=upload(samples.amr()), kind="voice")
    content, small = read(note, VILLAGER, no, thumb=True)
    assert content == samples.amr()
    assert small.mime == "audio/amr"


def test_an_upload_not_yet_sent_is_opened_only_by_who_made_it() -> None:
    item = stored(GRID_WORKER)
    assert read(item, GRID_WORKER, no)
    with pytest.raises(NotFound):
        selectors.attachment_open(item.pk, actor=VILLAGER, allowed=yes)
    assert selectors.attachments_unbound([item.pk], actor=GRID_WORKER) == [item]
    assert selectors.attachments_unbound([item.pk], actor=VILLAGER) == []


def test_a_lost_file_is_a_sentence_and_not_a_crash(folder: Path) -> None:
    item = stored()
    (folder / item.storage_name).unlink()
    with pytest.raises(NotFound, match="请告诉管理员"):
        selectors.attachment_open(item.pk, actor=VILLAGER, allowed=no)


def test_uploads_never_sent_are_thrown_away_after_a_day(folder: Path) -> None:
    with time_machine.travel(clock.now() - timedelta(days=2), tick=False):
        forgotten, sent = stored(), stored()
    fresh = stored()
    attachment_bind(actor=VILLAGER, ids=[sent.pk], stream=CASE)
    assert attachment_drop_unbound(actor=SWEEP) == 1
    assert attachment_drop_unbound(actor=SWEEP) == 0
    assert set(Attachment.objects.all()) == {sent, fresh}
    kept = {folder / name for i in (sent, fresh) for name in (i.storage_name, i.thumb_name)}
    assert set(files_in(folder)) == kept
    assert not (folder / forgotten.storage_name).exists()


def test_files_that_no_row_names_are_thrown_away_the_next_day(folder: Path) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with time_machine.travel(clock.at(yesterday, 12), tick=False):
        item = stored()
        leftover = services.storage().save(f"{services._folder(yesterday)}/x.jpg", upload())
    today = services.storage().save(f"{services._folder(clock.today())}/y.jpg", upload())
    assert orphan_drop(actor=SWEEP, day=yesterday) == 1
    assert orphan_drop(actor=SWEEP, day=yesterday) == 0
    assert orphan_drop(actor=SWEEP, day=clock.today()) == 0
    assert orphan_drop(actor=SWEEP, day=date(2020, 1, 1)) == 0
    assert not (folder / leftover).exists()
    assert (folder / today).exists()
    assert (folder / item.storage_name).exists()


def test_cleaning_up_is_not_for_everybody() -> None:
    with pytest.raises(Denied):
        attachment_drop_unbound(actor=VILLAGER)
    with pytest.raises(Denied):
        orphan_drop(actor=VILLAGER, day=date(2020, 1, 1))


def test_the_database_keeps_a_file_as_long_as_its_matter() -> None:
    item = stored()
    for wrong in ({"stream": CASE}, {"retention": "matter"}, {"kind": "film"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(pk=item.pk).update(**wrong)
