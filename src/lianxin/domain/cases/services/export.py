"""Take a list out of the house."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction

from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.selectors.queues import CaseRow, Filter, case_list
from lianxin.domain.cases.selectors.weekly import ALL as WHOLE_WEEK
from lianxin.domain.cases.selectors.weekly import WeeklyFilter, WeeklyList, weekly_list
from lianxin.kernel.actor import Actor
from lianxin.kernel.privacy.services import reveal_log

MOST = 5000
FIELDS = ["title", "place_text"]


@dataclass(frozen=True)
class Export:
    """Lines of a list; `is_cut` says that there are more than one file may hold."""

    rows: list[CaseRow]
    is_cut: bool


@transaction.atomic
def case_export(*, actor: Actor, filter: Filter, reason: str) -> Export:
    """A list for a file: what the list shows and no reporter; who took it is written down 导出.

    Holds only what lies where the actor may export. Basis: 个人信息保护法 art. 51. Emits: nothing;
    the access log has the line. Raises: Invalid (no reason).
    """
    rows: list[CaseRow] = []
    view = replace(filter, after="")
    while len(rows) <= MOST:
        page = case_list(actor=actor, filter=view, grant=Grant.EXPORT)
        rows += page.rows
        if not page.next:
            break
        view = replace(view, after=page.next)
    reveal_log(actor=actor, subject="cases:export", fields=FIELDS, reason=reason)
    return Export(rows[:MOST], is_cut=len(rows) > MOST)


@transaction.atomic
def weekly_list_export(
    *, actor: Actor, reason: str, filter: WeeklyFilter = WHOLE_WEEK
) -> WeeklyList:
    """The week's supervision list for a file, as its page shows it; who took it is written down.

    Basis: 个人信息保护法 art. 51; domain.md §2.4. Emits: nothing; the access log has the line.
    Raises: Invalid (no reason).
    """
    found = weekly_list(actor=actor, filter=filter, grant=Grant.EXPORT)
    reveal_log(actor=actor, subject="cases:export", fields=FIELDS, reason=reason)
    return found
