"""Who looked is written down, and the ring is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from lianxin.kernel.actor import Actor, Kind, system
from lianxin.kernel.errors import Invalid
from lianxin.kernel.privacy.keys import KeyMissing, generate_line
from lianxin.kernel.privacy.models import AccessLog, RingSign
from lianxin.kernel.privacy.selectors import access_list
from lianxin.kernel.privacy.services import reveal_log, ring_verify

pytestmark = pytest.mark.django_db
CLERK = Actor("user:1", "孙姐", Kind.STAFF)
SUBJECT = "case:0199"


def look(reason: str = "回访核实") -> None:
    reveal_log(actor=CLERK, subject=SUBJECT, fields=["reporter_phone"], reason=reason)


def test_a_look_is_written_down_with_who_what_and_why() -> None:
    look("  回访核实 ")
    look("再次核实")
    newest, first = access_list(SUBJECT, actor=CLERK, allowed=lambda _: True)
    assert (first.actor, first.actor_name, first.fields) == ("user:1", "孙姐", ["reporter_phone"])
    assert first.reason == "回访核实"
    assert newest.at >= first.at
    assert str(first).startswith("user:1 case:0199 20")


def test_who_may_not_know_sees_no_line() -> None:
    look()
    assert access_list(SUBJECT, actor=CLERK, allowed=lambda _: False) == []
    assert access_list("case:other", actor=CLERK, allowed=lambda _: True) == []


def test_without_a_reason_there_is_no_look() -> None:
    with pytest.raises(Invalid, match="为什么要看") as refused:
        look("  ")
    assert "reason" in refused.value.fields
    assert not AccessLog.objects.exists()


def test_a_very_long_reason_is_cut_and_the_look_is_still_written() -> None:
    look("因" * 500)
    assert len(AccessLog.objects.get().reason) == 200


def test_the_log_is_never_changed_or_emptied_row_by_row() -> None:
    look()
    for wrong in (AccessLog.objects.all().delete, lambda: AccessLog.objects.update(reason="没看")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            wrong()
    assert AccessLog.objects.get().reason == "回访核实"


def test_a_foreign_key_file_is_noticed_at_start(use_ring: Callable[..., None]) -> None:
    own, foreign = generate_line("k2025"), generate_line("k2026")
    use_ring(own)
    for _ in range(2):
        ring_verify(actor=system("start"))
    use_ring(foreign, own)
    ring_verify(actor=system("start"))
    use_ring(foreign)
    with pytest.raises(KeyMissing, match="不是一对.*“k2025”"):
        ring_verify(actor=system("start"))
    assert str(RingSign.objects.get()) == "k2025"
