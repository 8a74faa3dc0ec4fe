"""The four words in which a reporter sees how far a matter has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import ENDED, State, Word, word_of

WORD_NAMES = {
    Word.RECEIVED: "收到了",
    Word.DISPATCHED: "派给谁",
    Word.HANDLING: "正在办",
    Word.RESULT: "结果",
}
ORDER = list(Word)


@dataclass(frozen=True)
class ProgressView:
    """One of the four words: `state` is done, now or later."""

    word: Word
    name: str
    state: str
    at: datetime | None
    who: str
    until: datetime | None


def progress(case: Case, unit: str, town: str, road: Case | None = None) -> list[ProgressView]:
    """发现/反映 → 派给谁 → 正在办 → 结果, each with who and when or until when.

    `road`: the matter that this one was joined to; it goes that one's way, from its own report on.
    """
    road = road or case
    state = State(road.state if State(case.state) is State.MERGED else case.state)
    here = ORDER.index(word_of(state))
    facts: dict[Word, tuple[datetime | None, str, datetime | None]] = {
        Word.RECEIVED: (case.registered_at, town, road.dispatch_due),
        Word.DISPATCHED: (road.dispatched_at, unit, road.sign_due),
        Word.HANDLING: (road.signed_at, unit, road.result_due),
        Word.RESULT: (road.replied_at or case.closed_at, unit, road.call_back_due),
    }
    views = []
    for index, word in enumerate(ORDER):
        at, who, until = facts[word]
        standing = "done" if index < here or state in ENDED else "now" if index == here else "later"
        if standing == "done" and at is None and word is not Word.RESULT:
            standing = "skipped"
        views.append(
            ProgressView(
                word=word,
                name=WORD_NAMES[word],
                state=standing,
                at=at if standing in {"done", "now"} else None,
                who=who,
                until=until if standing != "done" else None,
            )
        )
    return views
