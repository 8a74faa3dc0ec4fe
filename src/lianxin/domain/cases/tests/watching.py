"""Moves of those who watch and change dates, for the machine that tries anything."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lianxin.domain.cases import services
from lianxin.domain.cases.models import Case, HandOver, Meeting, MeetingItem
from lianxin.domain.cases.rules import Ending, Level, Solved, State, Verb
from lianxin.domain.cases.tests.together import Together
from lianxin.kernel import clock
from tests.cast import COUNTY, TOWN, own_id

MANAGERS = st.sampled_from(["dispatcher", "leader", "head", "desk", "stranger", "handler"])


class Watching(Together):
    """Levels change after a redo or a rest, leaders and meetings name dates, posts change hands."""

    def _bend(self, bend: str) -> None:
        """The first matter is at work, and then what the word says."""
        if bend == "none":
            return
        pk, head = self.cases[0], self.actors["head"]
        for _ in range(8):
            if State((case := Case.objects.get(pk=pk)).state) is State.WORKING:
                break
            self._walk(pk, 1)
        if State(case.state) is not State.WORKING or case.main_org_id != self.units[0].pk:
            return
        if bend == "rests":
            words = services.HoldWords(
                "season", "开春化冻", clock.today() + timedelta(days=9), "地冻着挖不动。"
            )
            services.case_suspend(actor=head, case_id=pk, words=words)
        elif bend == "redone":
            self._walk(pk, 2)
            if State(Case.objects.get(pk=pk).state) is State.CALLBACK:
                no = services.CallBackAnswer("phone", True, False, Solved.NO, 2)
                services.case_call_back(actor=self.actors["caller"], case_id=pk, answer=no)
        elif bend == "instructed":
            due = clock.now() + timedelta(hours=1)
            self._instruct(pk, "county_leader", due)
        elif bend == "met":
            self._meet(pk, Ending.DATED, "dispatcher", self.units[0].pk, 3)
        else:
            self._hand_over("head", "handler", "head")
            self._confirm("head", dropped=False)
        if bend in {"rests", "redone", "met"}:
            self._relevel(pk, Level.COMPLEX)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), level=st.sampled_from(list(Level)))
    def relevel_what_was_redone_or_rests(self, data: st.DataObject, level: Level) -> None:
        self._relevel(self._in_state(data, State.REDO, State.SUSPENDED, State.WORKING), level)

    def _relevel(self, pk: UUID, level: Level) -> None:
        before = Case.objects.only("result_due", "held_at", "state").get(pk=pk)
        now = before.held_at or clock.now()
        self._try(
            "relevel_again", pk,
            lambda: services.case_relevel(
                actor=self.actors["desk"], case_id=pk, level=level, reason="看过了，没那么急。"
            ),
        )  # fmt: skip
        after = Case.objects.only("result_due").get(pk=pk).result_due
        if before.result_due and before.result_due > now:
            assert after is not None
            assert after > now, "in time before, in time after"

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), days=st.sampled_from([None, -1, 1, 2, 30]))
    def instruct(self, data: st.DataObject, days: int | None) -> None:
        pk = self._in_state(data, State.DISPATCHED, State.WORKING, State.REDO, State.WHISTLE)
        who = data.draw(st.sampled_from(["county_leader", "leader", "caller", "clerk"]), "who")
        self._instruct(pk, who, None if days is None else clock.now() + timedelta(days=days))

    def _instruct(self, pk: UUID, who: str, due: datetime | None) -> None:
        was = Case.objects.only("result_due").get(pk=pk).result_due
        self._try(
            "case_instruct", pk,
            lambda: services.case_instruct(
                actor=self.actors[who], case_id=pk, text="请抓紧。", due=due
            ),
        )  # fmt: skip
        now = Case.objects.only("result_due").get(pk=pk).result_due
        assert now == was or (was is not None and now is not None and now < was)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), days=st.sampled_from([None, -1, 0, 3, 30]), unit=st.integers(0, 3),
          ending=st.sampled_from(list(Ending)), who=MANAGERS, jointly=st.booleans())  # fmt: skip
    def meet(
        self, data: st.DataObject, days: int | None, unit: int, ending: Ending, who: str,
        jointly: bool,
    ) -> None:  # fmt: skip
        pk = self._in_state(data, State.WORKING, State.REDO, State.SUSPENDED, State.WHISTLE)
        owner = None if unit == len(self.units) else self.units[unit].pk
        who = data.draw(st.sampled_from([who, "county_leader"]), "at the table") if jointly else who
        meeting = self._meet(pk, ending, who, owner, days, COUNTY if jointly else TOWN)
        if meeting is not None and data.draw(st.booleans(), "over"):
            self._try(
                "meeting_end", None,
                lambda: services.meeting_end(
                    actor=self.actors["county_leader" if jointly else "dispatcher"],
                    meeting_id=meeting.pk,
                ),
            )  # fmt: skip

    def _meet(
        self, pk: UUID, ending: Ending, who: str, owner: UUID | None, days: int | None,
        area: str = TOWN,
    ) -> Meeting | None:  # fmt: skip
        actor = self.actors["dispatcher" if area == TOWN else "county_leader"]
        self._try(
            "meeting_open", None,
            lambda: services.meeting_open(actor=actor, area=area, held_on=clock.today()),
        )  # fmt: skip
        meeting = Meeting.objects.filter(area=area, held_on=clock.today(), state="open").first()
        if meeting is None:
            return None
        no = Case.objects.values_list("no", flat=True).get(pk=pk)
        self._try(
            "meeting_item_add", None,
            lambda: services.meeting_item_add(actor=actor, meeting_id=meeting.pk, no=no),
        )  # fmt: skip
        on = None if days is None else clock.today() + timedelta(days=days)
        words = services.ItemEnding(ending, "会上定了。", owner, on)
        for item in MeetingItem.objects.filter(meeting=meeting, case=pk):
            end = partial(
                services.meeting_item_end, actor=self.actors[who], item_id=item.pk, ending=words
            )
            self._try("meeting_item_end" if area == TOWN else "joint_item_end", pk, end)
        return meeting

    @rule(giver=st.sampled_from(["handler", "head", "other_handler", "dispatcher"]),
          taker=st.sampled_from(["handler", "head", "other_handler"]), who=MANAGERS)  # fmt: skip
    def hand_over(self, giver: str, taker: str, who: str) -> None:
        self._hand_over(who, giver, taker)

    def _hand_over(self, who: str, giver: str, taker: str) -> None:
        self._try(
            "hand_over_open", None,
            lambda: services.hand_over_open(
                actor=self.actors[who], area=COUNTY, from_user=own_id(self.actors[giver]),
                to_user=own_id(self.actors[taker]),
            ),
        )  # fmt: skip

    @rule(data=st.data(), dropped=st.booleans(), who=MANAGERS)
    def confirm_hand_over(self, data: st.DataObject, dropped: bool, who: str) -> None:
        takers = st.sampled_from(["handler", "head", "other_handler", who])
        self._confirm(data.draw(takers, "taker"), dropped=dropped)

    def _confirm(self, who: str, *, dropped: bool) -> None:
        row = HandOver.objects.filter(confirmed_at=None, dropped_at=None).first()
        if row is None:
            return
        actor = self.actors[who]
        verb = services.hand_over_drop if dropped else services.hand_over_confirm
        self._try(verb.__name__, None, lambda: verb(actor=actor, hand_over_id=row.pk))

    @rule(unit=st.integers(0, 2), category=st.sampled_from(["0402", "1306"]))
    def complain_about_a_unit(self, unit: int, category: str) -> None:
        self._register(category, "open", 1, None, True, about=self.units[unit].pk)
        self.done["complaint"] += 1

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), level=st.sampled_from([Level.ORDINARY, Level.COMPLEX]))
    def dispatch_a_complaint(self, data: st.DataObject, level: Level) -> None:
        about = Case.objects.filter(pk__in=self.cases, about_org__isnull=False).order_by("no")
        found: list[UUID] = list(about.values_list("pk", flat=True))
        if not found:
            return
        pk = data.draw(st.sampled_from(found), "complaint")
        unit = data.draw(st.sampled_from(self.units), "unit")
        who = self._who(data.draw(st.sampled_from(["desk", "dispatcher"]), "who"), pk)
        self._try(
            Verb.DISPATCH.value, pk,
            lambda: services.case_dispatch(
                actor=who, case_id=pk, unit=unit.pk, level=level, category="0402"
            ),
        )  # fmt: skip
