"""Silence, the table of the clocks, a new round, who speaks for the unit, what was joined."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from lianxin.domain.cases.models import Case, Supervision
from lianxin.domain.cases.rules import Level, Solved, Watch
from lianxin.domain.cases.services import (
    CallBackAnswer,
    case_assist,
    case_call_back,
    case_dispatch,
    case_join,
    case_note,
    case_reopen,
    case_reply,
    case_return_ask,
    case_return_decide,
    case_sign,
    case_supervise,
    case_tick,
    case_verify,
)
from lianxin.domain.cases.services._law import clocks_kept
from lianxin.domain.cases.tests.story import BASIS, at, redone, relevel, send, working
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel import clock
from lianxin.kernel.actor import system
from lianxin.kernel.codes.services import table_load
from lianxin.kernel.errors import Denied, RuleViolation
from lianxin.kernel.facts import Fact
from tests.cast import COUNTY, Cast, closed, dispatched, hire, register, replied, reporter_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(led: Cast) -> Cast:
    return led


class TestSilence:
    def test_it_is_marked(self, cast: Cast, travel: time_machine.Traveller) -> None:
        case = dispatched(cast)
        assert case.sign_due is not None
        travel.move_to(case.sign_due)
        case_tick(actor=system("tick"))
        case.refresh_from_db()
        assert (case.state, case.is_tacit) == ("signed", True)
        fact = Fact.objects.get(stream=case.stream, kind="CaseSigned")
        assert fact.body["is_tacit"] is True
        assert "就算接下了" in case.steps.get(verb="sign").text

    def test_a_signature_is_not_silence(self, cast: Cast) -> None:
        case = case_sign(actor=cast.actor("handler"), case_id=dispatched(cast).pk)
        assert not case.is_tacit

    def test_a_question_may_be_signed_until_the_time_to_sign_is_over(
        self, cast: Cast, travel: time_machine.Traveller
    ) -> None:
        case = case_dispatch(
            actor=cast.actor("dispatcher"), case_id=register().pk, unit=cast.station.pk,
            level=Level.QUESTION, category="0402",
        )  # fmt: skip
        travel.move_to(at("2026-02-10T15:00"))
        case_tick(actor=system("tick"))
        case.refresh_from_db()
        assert case.state == "dispatched", "four office hours are over, the working day is not"
        assert not case_sign(actor=cast.actor("handler"), case_id=case.pk).is_tacit

    def test_after_a_refused_return_the_unit_signs_itself(
        self, cast: Cast, travel: time_machine.Traveller
    ) -> None:
        case = dispatched(cast)
        promised = case.result_due
        travel.move_to(at("2026-02-11T17:00"))
        case_return_ask(
            actor=cast.actor("handler"), case_id=case.pk, basis=BASIS, reason="归交通局管。"
        )
        travel.move_to(at("2026-02-12T10:00"))
        case = case_return_decide(
            actor=cast.actor("dispatcher"), case_id=case.pk, is_accepted=False, text="是你们的。"
        )
        assert case.result_due == promised
        assert case.sign_due == at("2026-02-13T17:30")
        travel.shift(timedelta(minutes=5))
        case_tick(actor=system("tick"))
        case.refresh_from_db()
        assert case.state == "dispatched", "nobody signs in its place"
        with pytest.raises(RuleViolation, match="视为签收"):
            case_return_ask(
                actor=cast.actor("handler"), case_id=case.pk, basis=BASIS, reason="真不归我们。"
            )
        travel.move_to(at("2026-02-13T17:31"))
        case_tick(actor=system("tick"))
        case.refresh_from_db()
        assert (case.state, case.is_tacit) == ("signed", True)


class TestTheTableOfItsClocks:
    def test_a_county_table_of_the_same_version_changes_no_case(self, cast: Cast) -> None:
        fresh, old = dispatched(cast), dispatched(cast)
        assert fresh.clock_version == "level@2026.1"
        Case.objects.filter(pk=old.pk).update(clock_version="2026.1")
        row = {
            "code": "3", "name": "③", "extra": {
                name: [1, "hour"]
                for name in ("dispatch", "sign", "contact", "result", "call_back", "redo")
            },
        }  # fmt: skip
        table_load(
            actor=system("test"),
            data={
                "name": "level.210921", "version": "2026.1", "title": "时限",
                "valid_from": "2026-02-11", "codes": [row],
            },
        )  # fmt: skip
        with clock.as_of(at("2026-02-12T09:00")):
            for case in (fresh, old):
                case.refresh_from_db()
                assert clocks_kept(case).result.n == 7
            assert dispatched(cast).clock_version == "level.210921@2026.1"

    def test_an_old_value_under_a_countys_own_table_is_read_there(self, cast: Cast) -> None:
        row = {
            "code": "3", "name": "③", "extra": {
                name: [2, "hour"]
                for name in ("dispatch", "sign", "contact", "result", "call_back", "redo")
            },
        }  # fmt: skip
        table_load(
            actor=system("test"),
            data={
                "name": f"level.{COUNTY[:6]}", "version": "2026.1", "title": "时限",
                "valid_from": "2026-01-01", "codes": [row],
            },
        )  # fmt: skip
        case = dispatched(cast)
        case.clock_version = "2026.1"
        assert clocks_kept(case).result.n == 2


def test_a_new_round_gets_its_own_cards(cast: Cast, travel: time_machine.Traveller) -> None:
    case = redone(cast)
    case_supervise(actor=cast.actor("caller"), case_id=case.pk, level=Watch.RED, text="快。")
    handler = cast.actor("handler")
    case_reply(actor=handler, case_id=case.pk, outcome="solved", text="又清运了一次。")
    case_verify(actor=cast.actor("grid"), case_id=case.pk, is_passed=True, text="看了。")
    yes = CallBackAnswer("phone", True, True, Solved.YES, 4)
    case_call_back(actor=cast.actor("caller"), case_id=case.pk, answer=yes)
    case = case_reopen(actor=reporter_of(case), case_id=case.pk, text="又堆上了")
    assert (case.supervision, case.redo_count, case.redo_before) == (0, 1, 1)
    assert not Supervision.objects.filter(case=case, lifted_at=None).exists()
    assert Supervision.objects.filter(case=case).count() == 1, "the history stays"
    case = send(cast, case)
    assert case.result_due == at("2026-02-17T09:00"), "the first answer, not a redo"
    travel.move_to(at("2026-02-17T09:01"))
    case_tick(actor=system("tick"))
    case.refresh_from_db()
    assert case.supervision == Watch.RED
    assert Supervision.objects.filter(case=case, lifted_at=None, reason="late").exists()


class TestWhoSpeaksForTheUnit:
    def test_nobody_else_makes_its_first_contact(self, cast: Cast) -> None:
        case = dispatched(cast)
        case_sign(actor=cast.actor("handler"), case_id=case.pk)
        for who in ("clerk", "grid", "caller", "leader"):
            with pytest.raises(RuleViolation, match="承办或者协办单位"):
                case_note(
                    actor=cast.actor(who), case_id=case.pk, text="问过了", is_public=True,
                    is_contact=True,
                )  # fmt: skip
        case.refresh_from_db()
        assert case.contacted_at is None
        with pytest.raises(Denied):
            case_note(
                actor=reporter_of(case), case_id=case.pk, text="找过我", is_public=True,
                is_contact=True,
            )  # fmt: skip

    def test_a_helping_unit_may(self, cast: Cast) -> None:
        water = org_add(
            actor=system("test"),
            org=NewOrg("县水利局", "水利局", "department", "county", COUNTY, "水利"),
        )
        hire(cast, "water", "R14", COUNTY, water.pk)
        case = dispatched(cast)
        case_sign(actor=cast.actor("handler"), case_id=case.pk)
        case_assist(actor=cast.actor("dispatcher"), case_id=case.pk, units=[water.pk])
        case = case_note(
            actor=cast.actor("water"), case_id=case.pk, text="打过电话了", is_public=True,
            is_contact=True,
        )  # fmt: skip
        assert case.contacted_at is not None

    def test_only_their_public_note_is_the_stage_report(
        self, cast: Cast, travel: time_machine.Traveller
    ) -> None:
        case = relevel(cast, working(cast), Level.COMPLEX)
        owed = case.stage_due
        travel.move_to(at("2026-02-12T09:00"))
        case = case_note(actor=cast.actor("clerk"), case_id=case.pk, text="看了", is_public=True)
        assert case.stage_due == owed
        case = case_note(actor=cast.actor("handler"), case_id=case.pk, text="在办", is_public=True)
        assert case.stage_due == at("2026-02-26T17:30")


def test_nobody_contacted_me_is_kept_until_another_dispatch(cast: Cast) -> None:
    case = replied(cast)
    answer = CallBackAnswer("phone", True, False, Solved.YES, 4)
    case = case_call_back(actor=cast.actor("caller"), case_id=case.pk, answer=answer)
    assert case.contact_denied
    case = case_reopen(actor=reporter_of(case), case_id=case.pk, text="又堆上了")
    assert not send(cast, case).contact_denied
    assert not closed(cast).contact_denied


def test_what_was_joined_keeps_the_moment(cast: Cast, travel: time_machine.Traveller) -> None:
    parent, child = dispatched(cast), dispatched(cast)
    travel.shift(timedelta(hours=2))
    child = case_join(actor=cast.actor("dispatcher"), case_id=child.pk, parent_id=parent.pk)
    assert child.joined_at == clock.now()
    handler = cast.actor("handler")
    case_sign(actor=handler, case_id=parent.pk)
    case_reply(actor=handler, case_id=parent.pk, outcome="solved", text="清运了。")
    case_verify(actor=cast.actor("grid"), case_id=parent.pk, is_passed=True, text="看了。")
    yes = CallBackAnswer("phone", True, True, Solved.YES, 4)
    case_call_back(actor=cast.actor("caller"), case_id=parent.pk, answer=yes)
    child.refresh_from_db()
    assert (child.state, child.joined_at) == ("closed", at("2026-02-10T11:00"))
    child = case_reopen(actor=reporter_of(child), case_id=child.pk, text="我这边没清")
    assert (child.joined_at, child.sign_due, child.contact_due) == (None, None, None)
