"""Every move that can be tried on a matter, by anybody."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lianxin.domain.cases import services
from lianxin.domain.cases.rules import Level, Solved, Verb, Watch
from lianxin.domain.cases.tests.office import TEXT
from lianxin.domain.cases.tests.watching import Watching
from lianxin.kernel import clock


class AnyLoop(Watching):
    """Whatever is done to a matter: it has one owner, one next clock, and its facts tell it all."""

    # ------------------------------------------------------------------ the moves

    @rule(
        category=st.sampled_from(["0402", "0502", "0101", "1301", ""]),
        confidentiality=st.sampled_from(["open", "confidential", "anonymous"]),
        people=st.sampled_from([1, 1, 6]),
        level=st.sampled_from([None, 1, 2, 4]),
        phone=st.booleans(),
    )
    def take_in(
        self, category: str, confidentiality: str, people: int, level: int | None, phone: bool
    ) -> None:
        self._register(category, confidentiality, people, level, phone)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), level=st.sampled_from(list(Level)),
          category=st.sampled_from(["0402", "0502", "0101", "1301"]))  # fmt: skip
    def dispatch(self, data: st.DataObject, level: Level, category: str) -> None:
        unit = data.draw(st.sampled_from(self.units), "unit")
        order = {"unit": unit.pk, "level": level, "category": category}
        self._do(data, services.case_dispatch, Verb.DISPATCH, "desk", **order)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), text=TEXT)
    def settle(self, data: st.DataObject, text: str) -> None:
        self._do(data, services.case_settle, Verb.SETTLE, "desk", outcome="solved", text=text)

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def decline(self, data: st.DataObject) -> None:
        self._do(
            data,
            services.case_decline,
            Verb.DECLINE,
            "desk",
            reason="court",
            explanation="这事法院在审，请等判决。",
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def appeal(self, data: st.DataObject) -> None:
        self._do(data, services.case_appeal, Verb.APPEAL, "reporter", text="判完了，没人执行。")

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), service=st.sampled_from(["110", "119", "95598"]))
    def emergency(self, data: st.DataObject, service: str) -> None:
        self._do(
            data, services.case_to_emergency, Verb.HAND_OVER_EMERGENCY, "desk", service=service
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def follow_up(self, data: st.DataObject) -> None:
        self._do(data, services.case_follow_up, Verb.FOLLOW_UP, "desk", text="火灭了，院墙要修。")

    @precondition(lambda self: len(self.cases) > 1)
    @rule(data=st.data())
    def join(self, data: st.DataObject) -> None:
        self._do(data, services.case_join, Verb.JOIN, "desk", parent_id=self._one(data, Verb.JOIN))

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def part(self, data: st.DataObject) -> None:
        self._do(data, services.case_part, Verb.PART, "desk")

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def sign(self, data: st.DataObject) -> None:
        self._do(data, services.case_sign, Verb.SIGN, "handler")

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), text=TEXT, public=st.booleans(), contact=st.booleans())
    def note(self, data: st.DataObject, text: str, public: bool, contact: bool) -> None:
        self._do(
            data,
            services.case_note,
            Verb.NOTE,
            "handler",
            text=text,
            is_public=public,
            is_contact=contact,
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), basis=st.sampled_from(["职责清单第 12 条", ""]))
    def ask_return(self, data: st.DataObject, basis: str) -> None:
        self._do(
            data,
            services.case_return_ask,
            Verb.RETURN_ASK,
            "handler",
            basis=basis,
            reason="这段路归交通局管。",
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), accepted=st.booleans())
    def decide_return(self, data: st.DataObject, accepted: bool) -> None:
        self._do(
            data,
            services.case_return_decide,
            Verb.RETURN_DECIDE,
            "desk",
            is_accepted=accepted,
            text="清单里写的是你们。",
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), days=st.integers(-3, 40))
    def ask_for_time(self, data: st.DataObject, days: int) -> None:
        until = clock.now() + timedelta(days=days)
        self._do(
            data,
            services.case_extend_ask,
            Verb.EXTEND_ASK,
            "handler",
            until=until,
            reason="配件要从沈阳发货。",
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), granted=st.booleans())
    def decide_time(self, data: st.DataObject, granted: bool) -> None:
        self._do(
            data,
            services.case_extend_decide,
            Verb.EXTEND_DECIDE,
            "desk",
            is_granted=granted,
            text="来得及，抓紧办。",
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), days=st.sampled_from([-1, 0, 5, 60, 91]),
          understood=st.sampled_from([None, True, False]))  # fmt: skip
    def put_aside(self, data: st.DataObject, days: int, understood: bool | None) -> None:
        words = services.HoldWords(
            "season", "开春化冻", clock.today() + timedelta(days=days), "地冻着挖不动。", understood
        )
        self._do(data, services.case_suspend, Verb.SUSPEND, "head", words=words)

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def take_up(self, data: st.DataObject) -> None:
        self._do(data, services.case_resume, Verb.RESUME, "head")

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), text=TEXT)
    def give_up(self, data: st.DataObject, text: str) -> None:
        self._do(data, services.case_give_up, Verb.GIVE_UP, "county_leader", text=text)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), text=TEXT, outcome=st.sampled_from(["solved", "explained", "magic"]))
    def reply(self, data: st.DataObject, text: str, outcome: str) -> None:
        self._do(data, services.case_reply, Verb.REPLY, "handler", outcome=outcome, text=text)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), passed=st.booleans())
    def review(self, data: st.DataObject, passed: bool) -> None:
        self._do(
            data,
            services.case_review,
            Verb.REVIEW,
            "caller",
            is_passed=passed,
            text="没说清什么时候修好。",
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), passed=st.booleans())
    def verify(self, data: st.DataObject, passed: bool) -> None:
        self._do(
            data, services.case_verify, Verb.VERIFY, "caller", is_passed=passed, text="去看过了。"
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), reached=st.booleans(), solved=st.sampled_from([None, *Solved]))
    def call_back(self, data: st.DataObject, reached: bool, solved: Solved | None) -> None:
        told = reached and data.draw(st.booleans(), "contacted")
        answer = services.CallBackAnswer("phone", reached, told, solved, 4)
        self._do(data, services.case_call_back, Verb.CALL_BACK, "caller", answer=answer)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), solved=st.sampled_from(list(Solved)))
    def rate(self, data: st.DataObject, solved: Solved) -> None:
        self._do(data, services.case_rate, Verb.RATE, "reporter", solved=solved, satisfied=3)

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), text=TEXT)
    def reopen(self, data: st.DataObject, text: str) -> None:
        self._do(data, services.case_reopen, Verb.REOPEN, "reporter", text=text)

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        self._do(data, services.case_withdraw, Verb.WITHDRAW, "reporter")

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), level=st.sampled_from(list(Level)))
    def relevel(self, data: st.DataObject, level: Level) -> None:
        self._do(
            data, services.case_relevel, Verb.RELEVEL, "desk", level=level, reason="比说的要紧。"
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), level=st.sampled_from([Watch.YELLOW, Watch.RED, Watch.JOINT]))
    def supervise(self, data: st.DataObject, level: Watch) -> None:
        self._do(
            data,
            services.case_supervise,
            Verb.SUPERVISE,
            "caller",
            level=level,
            text="三天了，怎么回事？",
        )

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), steps=st.integers(1, 5))
    def go_the_usual_way(self, data: st.DataObject, steps: int) -> None:
        """What mostly happens, so that the far ends of the road are reached as well."""
        self._walk(self._one(data), steps)
