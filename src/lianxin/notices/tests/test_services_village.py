"""Lines on the screens of staff, and texts for the loudspeaker of a village."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lianxin.kernel import clock, ids
from lianxin.kernel.actor import system
from lianxin.kernel.errors import Denied, Invalid, NotFound
from lianxin.kernel.facts.testing import run_jobs
from lianxin.notices import selectors as notices
from lianxin.notices.models import Announcement, InApp
from lianxin.notices.rules import MAX_ANNOUNCEMENT
from lianxin.notices.services import (
    Line,
    Text,
    announcement_queue,
    announcement_read_out,
    inbox_read,
    staff_tell,
)
from tests.cast import OTHER_VILLAGE, VILLAGE, Cast, own_id

pytestmark = pytest.mark.django_db
BOSS = system("test")
NOON = clock.at(clock.today() + timedelta(days=1), 12)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.as_of(NOON):
        yield


class TestScreens:
    def test_each_is_told_once_and_nobody_of_their_own_deed(self, cast: Cast) -> None:
        dispatcher, handler = cast.actor("dispatcher"), cast.actor("handler")
        people = [own_id(dispatcher), own_id(handler)]
        line = Line("派给你们单位的事：垃圾清运", "/desk/", "fact:1", "case:1")
        for _ in range(2):
            staff_tell(actor=dispatcher, users=people, line=line)
        assert [m.text for m in notices.inbox(actor=handler)] == [line.text]
        assert notices.inbox(actor=dispatcher) == []
        assert notices.unread_count(actor=handler) == 1

    def test_reading_one_or_all_is_for_their_own_screen(self, cast: Cast) -> None:
        dispatcher, handler = cast.actor("dispatcher"), cast.actor("handler")
        for n in range(3):
            staff_tell(actor=BOSS, users=[own_id(handler)], line=Line(f"第{n}条", "", f"fact:{n}"))
        first = notices.inbox(actor=handler)[0]
        assert inbox_read(actor=dispatcher, line=first.pk) == 0
        assert inbox_read(actor=handler, line=first.pk) == 1
        assert notices.unread_count(actor=handler) == 2
        assert inbox_read(actor=handler) == 2
        assert notices.inbox_line(first.pk, actor=dispatcher) is None
        assert notices.inbox_line(first.pk, actor=handler) == first
        assert str(InApp.objects.first())

    def test_the_program_itself_has_no_screen(self) -> None:
        assert notices.inbox(actor=BOSS) == []


class TestLoudspeaker:
    def text(self, **changes: Any) -> Text:
        given: dict[str, Any] = {"id": ids.new(), "village": VILLAGE, "text": "明天上午停水。"}
        return Text(**given | changes)

    def test_the_clerk_writes_and_whoever_speaks_says_so(self, cast: Cast) -> None:
        clerk, grid = cast.actor("clerk"), cast.actor("grid")
        text = self.text()
        for _ in range(2):
            announcement_queue(actor=clerk, text=text)
        run_jobs("notices")
        sheet = notices.announcements(actor=grid)
        assert [(s.text.text, s.place) for s in sheet] == [("明天上午停水。", "卧凤沟乡小新立屯村")]
        spoken = announcement_read_out(actor=grid, announcement_id=sheet[0].text.pk)
        again = announcement_read_out(actor=clerk, announcement_id=sheet[0].text.pk)
        assert spoken.read_out_by == again.read_out_by == grid.id
        assert "停水" in str(spoken)

    def test_another_township_neither_sees_nor_speaks_it(self, cast: Cast) -> None:
        announcement_queue(actor=cast.actor("clerk"), text=self.text())
        run_jobs("notices")
        stranger = cast.actor("stranger")
        assert notices.announcements(actor=stranger) == []
        with pytest.raises(NotFound):
            announcement_read_out(actor=stranger, announcement_id=Announcement.objects.get().pk)
        with pytest.raises(Denied):
            announcement_queue(actor=cast.actor("clerk"), text=self.text(village=OTHER_VILLAGE))
        with pytest.raises(NotFound):
            announcement_read_out(actor=stranger, announcement_id=ids.new())

    @pytest.mark.parametrize("text", ["  ", "长" * (MAX_ANNOUNCEMENT + 1)])
    def test_what_cannot_be_read_out_says_why(self, cast: Cast, text: str) -> None:
        with pytest.raises(Invalid):
            announcement_queue(actor=cast.actor("clerk"), text=self.text(text=text))
