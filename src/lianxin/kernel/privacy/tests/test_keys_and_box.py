"""The key ring, and what it seals."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from lianxin.kernel.privacy import box, keys
from lianxin.kernel.privacy.keys import KeyMissing, generate_line

UseRing = Callable[..., None]
PHONE = "matter.phone"
OLD = "k2025:" + base64.b64encode(b"o" * 32).decode()
NEW = "k2026:" + base64.b64encode(b"n" * 32).decode()


@given(text=st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    sealed = box.seal(text, PHONE)
    assert box.open_sealed(sealed, PHONE) == text
    assert (sealed == "") is (text == "")


def test_the_same_number_is_sealed_differently_every_time() -> None:
    one, two = box.seal("13812345678", PHONE), box.seal("13812345678", PHONE)
    assert one != two
    assert "13812345678" not in one
    assert one.startswith("v1:test:")


def test_a_value_copied_into_another_column_does_not_open() -> None:
    sealed = box.seal("13812345678", PHONE)
    with pytest.raises(KeyMissing, match="打不开"):
        box.open_sealed(sealed, "matter.name")


def test_a_changed_value_does_not_open() -> None:
    start, _, encoded = box.seal("13812345678", PHONE).rpartition(":")
    raw = bytearray(base64.b64decode(encoded))
    raw[-1] ^= 1
    changed = f"{start}:{base64.b64encode(raw).decode()}"
    for wrong in (changed, f"{start}:", f"{start}:not base64!", f"{start}:QUJD", start):
        with pytest.raises(KeyMissing):
            box.open_sealed(wrong, PHONE)


@pytest.mark.parametrize("value", ["13812345678", "v2:test:QUJD", ":::", "v1"])
def test_a_value_in_clear_is_never_taken_for_a_sealed_one(value: str) -> None:
    with pytest.raises(KeyMissing):
        box.open_sealed(value, PHONE)


def test_the_newest_key_writes_and_all_keys_read(use_ring: UseRing) -> None:
    use_ring(OLD)
    before = box.seal("13812345678", PHONE)
    use_ring(NEW, OLD)
    after = box.seal("13812345678", PHONE)
    assert before.startswith("v1:k2025:")
    assert after.startswith("v1:k2026:")
    assert {box.open_sealed(v, PHONE) for v in (before, after)} == {"13812345678"}


def test_a_missing_key_says_what_the_operator_must_do(use_ring: UseRing) -> None:
    use_ring(OLD)
    before = box.seal("13812345678", PHONE)
    use_ring(NEW)
    with pytest.raises(KeyMissing, match="“k2025”不在密钥文件里，.*没有丢.*放回去"):
        box.open_sealed(before, PHONE)


def test_another_key_under_the_same_name_is_noticed(use_ring: UseRing) -> None:
    use_ring(OLD)
    before = box.seal("13812345678", PHONE)
    use_ring(generate_line("k2025"))
    with pytest.raises(KeyMissing, match="密钥不对"):
        box.open_sealed(before, PHONE)


def test_a_new_key_leaves_hashes_as_they_are(use_ring: UseRing) -> None:
    use_ring(OLD)
    before = box.keyed_hash("13812345678")
    use_ring(NEW, OLD)
    assert box.keyed_hash("13812345678") == before
    assert len(before) == 64
    assert box.keyed_hash("13812345679") != before
    use_ring(NEW)
    assert box.keyed_hash("13812345678") != before


def test_hashing_and_sealing_never_use_the_same_key() -> None:
    secret = keys.newest().secret
    derived = {keys.derived(secret, "field"), keys.derived(secret, "hash"), secret}
    assert len(derived) == 3


def test_a_new_line_tells_its_day_and_is_never_the_same(use_ring: UseRing) -> None:
    one, two = generate_line(), generate_line()
    assert one != two
    use_ring("# newest first", "", one, two)
    assert [key.id for key in keys.ring()] == [one.split(":")[0], two.split(":")[0]]
    assert all(key.id.startswith("k20") and len(key.secret) == 32 for key in keys.ring())


def test_keys_may_stand_in_one_variable_with_commas(use_ring: UseRing) -> None:
    use_ring(f"{NEW},{OLD}")
    assert [key.id for key in keys.ring()] == ["k2026", "k2025"]


def test_a_key_is_never_printed() -> None:
    shown = repr(keys.newest())
    assert base64.b64encode(keys.newest().secret).decode() not in shown
    assert str(keys.newest().secret) not in shown


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("no colon", "第1行写得不对"),
        (f"{OLD}\n:QUJD", "第2行写得不对"),
        ("k 1:QUJD", "第1行写得不对"),
        ("k1:not-base64!", "“k1”不完整"),
        ("k1:QUJD", "“k1”不完整"),
        (f"{OLD}\n{OLD}", "“k2025”出现了两次"),
    ],
)
def test_a_damaged_key_file_is_named_by_its_fault(
    use_ring: UseRing, lines: str, sentence: str
) -> None:
    use_ring(lines)
    with pytest.raises(ImproperlyConfigured, match=sentence):
        keys.ring()


def test_keys_come_from_the_file_of_the_data_folder(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "数据 目录" / "privacy-keys"
    path.parent.mkdir()
    path.write_text(f"{NEW}\n{OLD}\n", "utf-8")
    settings.PRIVACY_KEYS_FILE = path
    assert [key.id for key in keys.ring()] == ["k2026", "k2025"]


def test_without_keys_only_tests_and_development_run(settings: Settings, tmp_path: Path) -> None:
    settings.PRIVACY_KEYS_FILE = str(tmp_path / "none")
    settings.PRIVACY_KEYS = ""
    settings.TESTING, settings.DEBUG = False, True
    assert keys.newest().id == "test"
    settings.DEBUG = False
    with pytest.raises(ImproperlyConfigured, match="没有找到加密密钥") as missing:
        keys.ring()
    assert str(tmp_path / "none") in str(missing.value)
