"""What the desk and the reporter get to see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Lateness, Level, Solved, Word
from lianxin.domain.cases.services import (
    CallBackAnswer,
    case_call_back,
    case_decline,
    case_note,
    case_sign,
)
from lianxin.domain.places.services import group_add
from lianxin.kernel import clock
from lianxin.kernel.actor import VILLAGER, system
from lianxin.kernel.errors import NotFound
from tests.cast import (
    OTHER_VILLAGE,
    VILLAGE,
    Cast,
    closed,
    dispatched,
    register,
    replied,
    reporter_of,
)

pytestmark = pytest.mark.django_db


class TestQueues:
    def test_each_matter_waits_in_the_queue_of_its_state(self, cast: Cast) -> None:
        waiting, sent, answered, done = register(), dispatched(cast), replied(cast), closed(cast)
        working = case_sign(actor=cast.actor("handler"), case_id=dispatched(cast).pk)
        desk = cast.actor("desk")

        def rows(queue: str) -> list[UUID]:
            return [r.id for r in cases.case_list(actor=desk, filter=cases.Filter(queue)).rows]

        assert rows("to_dispatch") == [waiting.pk]
        assert rows("to_sign") == [sent.pk]
        assert rows("working") == [working.pk]
        assert rows("to_call_back") == [answered.pk]
        assert rows("closed") == [done.pk]
        assert set(rows("all")) == {c.pk for c in (waiting, sent, answered, done, working)}
        assert rows("nonsense") == rows("all")

    def test_what_is_nearly_late_and_what_is_late(self, cast: Cast) -> None:
        late, soon, fine = register(), register(), register()
        now = clock.now()
        Case.objects.filter(pk=late.pk).update(next_due=now - timedelta(hours=1))
        Case.objects.filter(pk=soon.pk).update(
            next_due=now + timedelta(hours=1), next_soon=now - timedelta(hours=1)
        )
        Case.objects.filter(pk=fine.pk).update(
            next_due=now + timedelta(days=3), next_soon=now + timedelta(days=2)
        )
        desk = cast.actor("desk")
        counts = cases.queue_counts(actor=desk)
        assert (counts["overdue"], counts["due_soon"], counts["to_dispatch"]) == (1, 1, 3)
        page = cases.case_list(actor=desk, filter=cases.Filter("to_dispatch"))
        assert [r.lateness for r in page.rows] == [Lateness.LATE, Lateness.SOON, Lateness.FINE]

    def test_filters_narrow_the_list(self, cast: Cast) -> None:
        ours = dispatched(cast, register(text="老井边的垃圾堆了一周"))
        theirs = register(area=OTHER_VILLAGE, category="0301", text="进村的路塌了半边", level=2)
        desk = cast.actor("desk")
        tomorrow = clock.now() + timedelta(days=1)

        def rows(**narrow: Any) -> set[UUID]:
            page = cases.case_list(actor=desk, filter=cases.Filter(**narrow))
            return {r.id for r in page.rows}

        assert rows(area=VILLAGE) == {ours.pk}
        assert rows(area="210921120000") == {theirs.pk}
        assert rows(category="03") == rows(level="2") == rows(q="塌了半边") == {theirs.pk}
        assert rows(q=ours.no) == rows(q="老井边") == {ours.pk}
        assert rows(q="火星") == rows(q="？！") == rows(since=tomorrow) == set()
        assert rows(until=tomorrow) == rows(level="many") == {ours.pk, theirs.pk}

    def test_pages_follow_each_other_without_a_gap_in_every_order(self, cast: Cast) -> None:
        everyone = {register(text=f"第{n}件").pk for n in range(53)}
        desk = cast.actor("desk")
        for sort in ("due", "newest", "oldest"):
            first = cases.case_list(actor=desk, filter=cases.Filter("all", sort=sort))
            rest = cases.case_list(
                actor=desk, filter=cases.Filter("all", sort=sort, after=first.next)
            )
            assert (len(first.rows), len(rest.rows), rest.next) == (50, 3, "")
            assert {r.id for r in first.rows} | {r.id for r in rest.rows} == everyone
        broken = cases.case_list(actor=desk, filter=cases.Filter("all", sort="oldest", after="☹"))
        assert len(broken.rows) == 50

    def test_a_long_queue_asks_no_more_often_than_a_short_one(self, cast: Cast) -> None:
        desk = cast.actor("desk")

        def questions() -> int:
            cache.clear()
            with CaptureQueriesContext(connection) as asked:
                cases.case_list(actor=desk, filter=cases.Filter("all"))
                cases.queue_counts(actor=desk)
            return len(asked)

        dispatched(cast)
        questions()
        few = questions()
        for _ in range(20):
            dispatched(cast)
        assert questions() == few

    def test_a_village_does_not_see_what_is_said_about_its_own_cadres(self, cast: Cast) -> None:
        about = register(category="1301", text="村里的账一直不公开")
        assert cases.queue_counts(actor=cast.actor("clerk"))["overdue"] == 0
        with pytest.raises(NotFound):
            cases.case_page(about.pk, actor=cast.actor("clerk"))
        assert cases.case_page(about.pk, actor=cast.actor("dispatcher")).no == about.no


class TestThePage:
    def test_it_offers_what_this_person_may_do_now(self, cast: Cast) -> None:
        case = register()

        def actions(who: str) -> set[str]:
            return set(cases.case_page(case.pk, actor=cast.actor(who)).actions)

        assert {"dispatch", "decline"} <= actions("dispatcher")
        assert actions("clerk") == {"note", "settle"}
        dispatched(cast, case)
        assert "sign" in actions("handler")
        assert "dispatch" not in actions("dispatcher")
        case_sign(actor=cast.actor("handler"), case_id=case.pk)
        assert actions("handler") == {"note", "contact", "reply", "extend_ask", "assign"}

    def test_whoever_handled_it_is_not_offered_the_call_back(self, cast: Cast) -> None:
        case = replied(cast)
        caller = cast.actor("caller")
        assert "call_back" in cases.case_page(case.pk, actor=caller).actions
        Case.objects.filter(pk=case.pk).update(handlers=[caller.id])
        assert "call_back" not in cases.case_page(case.pk, actor=caller).actions

    def test_the_reporter_is_masked_hidden_or_nobody(self, cast: Cast) -> None:
        dispatcher, desk = cast.actor("dispatcher"), cast.actor("desk")
        seen = cases.case_page(register().pk, actor=dispatcher).reporter
        assert seen is not None
        assert (seen.name, seen.phone) == ("王*兰", "138****0001")
        secret = register(confidentiality="confidential")
        hidden = cases.case_page(secret.pk, actor=dispatcher).reporter
        known = cases.case_page(secret.pk, actor=desk).reporter
        assert hidden is not None
        assert known is not None
        assert (hidden.name, hidden.is_hidden, known.is_hidden) == ("", True, False)
        nobody = register(confidentiality="anonymous")
        assert cases.case_page(nobody.pk, actor=desk).reporter is None
        only_phone = register(reporter_name="")
        named = cases.case_page(only_phone.pk, actor=desk).reporter
        assert named is not None
        assert (named.name, named.phone) == ("", "138****0001")

    def test_clocks_say_done_late_or_running(self, cast: Cast) -> None:
        case = dispatched(cast)
        long_ago = clock.now() - timedelta(days=30)
        Case.objects.filter(pk=case.pk).update(dispatch_due=long_ago)
        view = cases.case_page(case.pk, actor=cast.actor("handler"))
        by_name = {c.name: c for c in view.clocks}
        assert by_name["派单"].lateness is Lateness.LATE
        assert by_name["签收"].is_next
        ended = cases.case_page(closed(cast).pk, actor=cast.actor("desk"))
        assert ended.due is None
        assert ended.lateness is Lateness.DONE
        assert {c.lateness for c in ended.clocks} == {Lateness.DONE}

    def test_the_group_that_was_chosen_stands_behind_the_village(self, cast: Cast) -> None:
        boss = system("test")
        group = group_add(actor=boss, village=VILLAGE, name="三组")
        case = register(group=group.code)
        assert cases.case_page(case.pk, actor=cast.actor("desk")).place == "卧凤沟乡小新立屯村三组"
        seen = cases.case_villager_page(case.pk, actor=reporter_of(case))
        assert seen.place.startswith("卧凤沟乡小新立屯村三组")

    def test_an_unsorted_matter_is_called_so(self, cast: Cast) -> None:
        case = register(category="")
        view = cases.case_page(case.pk, actor=cast.actor("dispatcher"))
        assert (view.category_name, view.unit_name, view.level) == ("未分类", "", Level.ORDINARY)
        row = cases.case_list(actor=cast.actor("dispatcher"), filter=cases.Filter("all")).rows[0]
        assert (row.category_name, row.unit_name) == ("未分类", "")


class TestTheReporter:
    def test_four_words_with_names_dates_and_until_when(self, cast: Cast) -> None:
        case = replied(cast)
        view = cases.case_villager_page(case.pk, actor=reporter_of(case))
        assert [p.word for p in view.progress] == list(Word)
        assert [p.state for p in view.progress] == ["done", "done", "done", "now"]
        assert view.progress[1].who == view.unit_name == "卧凤沟乡环卫站"
        assert view.until == case.call_back_due
        assert view.reply.startswith("环卫站下午派车")
        assert (view.may_rate, view.may_withdraw, view.may_appeal) == (True, False, False)
        assert view.unit_phone == "0418-8800123"

    def test_internal_notes_stay_inside(self, cast: Cast) -> None:
        case = dispatched(cast)
        handler = cast.actor("handler")
        case_sign(actor=handler, case_id=case.pk)
        case_note(actor=handler, case_id=case.pk, text="这户以前也反映过", is_public=False)
        view = cases.case_villager_page(case.pk, actor=reporter_of(case))
        assert "以前也反映过" not in "".join(s.text for s in view.steps)

    def test_a_refusal_shows_why_where_else_and_the_way_to_ask_again(self, cast: Cast) -> None:
        case = register(category="")
        said = "这件事法院正在审理，请等判决。"
        case_decline(
            actor=cast.actor("dispatcher"), case_id=case.pk, reason="court", explanation=said
        )
        view = cases.case_villager_page(case.pk, actor=reporter_of(case))
        assert view.decline_text == said
        assert view.decline_reason
        assert view.decline_channel
        assert view.may_appeal
        assert [p.state for p in view.progress] == ["done", "skipped", "skipped", "done"]

    def test_judging_is_open_until_15_days_after_the_end(self, cast: Cast) -> None:
        case = replied(cast)
        case = case_call_back(
            actor=cast.actor("caller"),
            case_id=case.pk,
            answer=CallBackAnswer("phone", True, True, Solved.YES),
        )
        assert cases.case_villager_page(case.pk, actor=reporter_of(case)).may_rate
        Case.objects.filter(pk=case.pk).update(closed_at=clock.now() - timedelta(days=16))
        assert not cases.case_villager_page(case.pk, actor=reporter_of(case)).may_rate

    def test_own_matters_are_those_this_phone_has_opened(self, cast: Cast) -> None:
        mine, other = register(), register()
        rows = cases.case_own_list(actor=reporter_of(mine))
        assert [r.no for r in rows] == [mine.no]
        assert cases.case_own_list(actor=VILLAGER) == []
        assert other.no not in {r.no for r in rows}

    def test_who_gets_it_is_told_before_sending(self, cast: Cast) -> None:
        told = cases.who_gets_it(area=VILLAGE, category="0402", actor=VILLAGER)
        assert told.desk_name == "卧凤沟乡综合指挥室"
        assert told.likely_unit == "卧凤沟乡环卫站"
        assert told.answer_days == "7天"
        assert cases.who_gets_it(area=VILLAGE, category="", actor=VILLAGER).likely_unit == ""
        suggested = cases.suggested_unit(area=VILLAGE, category="0402", actor=VILLAGER)
        assert suggested == cast.station.pk
        assert cases.suggested_unit(area=VILLAGE, category="", actor=VILLAGER) is None
