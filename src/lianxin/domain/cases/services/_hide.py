"""From whom a complaint is hidden."""

from __future__ import annotations

from uuid import UUID

from lianxin.domain.cases.models import Case
from lianxin.domain.orgs import selectors as orgs
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid


def hide(case: Case, about: UUID | None, *, is_unclear: bool, actor: Actor) -> None:
    """A complaint about a unit is hidden from it, and from all who sit inside it 回避.

    Where the reporter cannot say which unit it is, neither village nor township sees it, so that
    it does not reach whoever is meant; the county looks first.
    Basis: domain.md §2.9 confidential.
    Raises: Invalid.
    """
    if about is None:
        case.sensitive = case.sensitive or is_unclear
        case.hidden_from_town = is_unclear
        return
    org = orgs.org_get(about, actor=actor)
    if org is None:
        raise Invalid("没有找到反映的那个单位，请重新选。", fields={"about_org": "请重新选单位。"})
    case.about_org_id = org.id
    case.sensitive = case.sensitive or org.level in {"village", "town"}
    case.hidden_from_town = org.level == "town"
