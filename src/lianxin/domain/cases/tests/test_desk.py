"""What helps at the desk: drafts, company, exports, and the way in by number and code."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Draft, Guess, Viewer
from lianxin.domain.cases.rules import Level, State
from lianxin.domain.cases.services import (
    case_export,
    case_open_by_code,
    case_withdraw,
    desk_sweep,
    draft_drop,
    draft_save,
    guess_failed,
    presence_touch,
    tracking_code,
)
from lianxin.domain.cases.services._law import category_of, clocks_of
from lianxin.kernel import clock, ids
from lianxin.kernel.actor import VILLAGER, system
from lianxin.kernel.errors import Denied, Invalid, NotFound, RuleViolation
from lianxin.kernel.privacy.models import AccessLog
from tests.cast import (
    Cast,
    dispatched,
    register,
    reporter_of,
)

pytestmark = pytest.mark.django_db


class TestConveniences:
    def test_a_draft_is_kept_for_its_writer_and_forgotten_after_a_week(self, cast: Cast) -> None:
        handler, caller = cast.actor("handler"), cast.actor("caller")
        draft_save(actor=handler, key="reply:1", body="还没写完")
        draft_save(actor=handler, key="reply:1", body="还没写完，先存着")
        assert cases.drafts_get(actor=handler, keys=["reply:1"]) == {"reply:1": "还没写完，先存着"}
        assert cases.drafts_get(actor=caller, keys=["reply:1"]) == {}
        with pytest.raises(Invalid, match="草稿太长"):
            draft_save(actor=handler, key="reply:1", body="长" * 20_001)
        draft_drop(actor=handler, key="reply:1")
        assert cases.drafts_get(actor=handler, keys=["reply:1"]) == {}
        draft_save(actor=handler, key="reply:2", body="旧的")
        Draft.objects.update(updated_at=clock.now() - timedelta(days=8))
        assert desk_sweep(actor=system("sweep")) == 1

    def test_somebody_else_is_looking(self, cast: Cast) -> None:
        case = register()
        assert presence_touch(actor=cast.actor("dispatcher"), case_id=case.pk) == []
        assert presence_touch(actor=cast.actor("desk"), case_id=case.pk) == ["孙姐"]
        Viewer.objects.update(fresh_until=clock.now() - timedelta(seconds=1))
        assert presence_touch(actor=cast.actor("desk"), case_id=case.pk) == []
        with pytest.raises(NotFound):
            presence_touch(actor=cast.actor("stranger"), case_id=case.pk)

    def test_an_export_holds_no_reporter_and_is_written_down(self, cast: Cast) -> None:
        for n in range(52):
            register(text=f"第{n}件")
        taken = case_export(
            actor=cast.actor("dispatcher"), filter=cases.Filter("all"), reason="周例会用"
        )
        assert (len(taken.rows), taken.is_cut) == (52, False)
        line = AccessLog.objects.get()
        assert (line.subject, line.reason) == ("cases:export", "周例会用")
        nothing = case_export(
            actor=cast.actor("clerk"), filter=cases.Filter("all"), reason="想看看"
        )
        assert nothing.rows == []

    def test_a_file_that_grows_too_long_says_so(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("lianxin.domain.cases.services.export.MOST", 2)
        for _ in range(3):
            register()
        taken = case_export(actor=cast.actor("desk"), filter=cases.Filter("all"), reason="试")
        assert (len(taken.rows), taken.is_cut) == (2, True)

    def test_attachments_follow_their_matter(self, cast: Cast) -> None:
        case = register()
        desk = cast.actor("desk")
        assert cases.may_see_stream(case.stream, actor=desk)
        for stream in ("case:nonsense", f"case:{ids.new()}", "visit:1", ""):
            assert not cases.may_see_stream(stream, actor=desk)

    def test_a_number_for_messages_is_given_to_the_system_alone(self, cast: Cast) -> None:
        case = dispatched(cast)
        told = cases.case_contact(case.pk, actor=system("notices"))
        assert told is not None
        assert (told.phone, told.code) == ("13841800001", tracking_code(case))
        with pytest.raises(Denied):
            cases.case_contact(case.pk, actor=cast.actor("desk"))
        assert cases.case_contact(ids.new(), actor=system("notices")) is None


class TestGuessing:
    def test_a_pause_ends_and_a_right_try_forgives(self, cast: Cast) -> None:
        case = register()
        for _ in range(9):
            guess_failed(actor=VILLAGER, no=case.no, origin="a")
        code = tracking_code(case)
        assert case_open_by_code(actor=VILLAGER, no=case.no, secret=code, origin="a").pk == case.pk
        assert Guess.objects.count() == 0
        for _ in range(10):
            guess_failed(actor=VILLAGER, no=case.no, origin="a")
        with pytest.raises(RuleViolation):
            case_open_by_code(actor=VILLAGER, no=case.no, secret=code, origin="a")
        Guess.objects.update(until=clock.now() - timedelta(minutes=1))
        guess_failed(actor=VILLAGER, no=case.no, origin="a")
        assert case_open_by_code(actor=VILLAGER, no=case.no, secret=code, origin="a").pk == case.pk

    def test_a_matter_without_a_phone_is_not_opened_by_any_number(self, cast: Cast) -> None:
        case = register(reporter_phone="", reporter_name="")
        with pytest.raises(NotFound):
            case_open_by_code(actor=VILLAGER, no=case.no, secret="13841800001", origin="a")


class TestTheLawTables:
    def test_what_the_tables_do_not_hold_is_refused_with_a_sentence(self, cast: Cast) -> None:
        with pytest.raises(Invalid, match="没有这个类别"):
            category_of("9999")
        assert category_of("13").sensitive
        assert not category_of("04").sensitive
        with pytest.raises(Invalid, match="紧急程度"):
            clocks_of(Level.ORDINARY, on=clock.today() - timedelta(days=365 * 60), county="210921")

    def test_withdrawn_is_the_end_for_everybody(self, cast: Cast) -> None:
        case = register()
        ended = case_withdraw(actor=reporter_of(case), case_id=case.pk, reason="自己清了")
        assert State(ended.state) is State.WITHDRAWN
        assert str(ended) == ended.no
