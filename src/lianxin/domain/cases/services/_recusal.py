"""Whom a matter is about, who has to keep away from it, and how it leaves their hands 回避.

Basis: 济南市 12345 条例 art. 32, 信访工作条例 art. 30; domain.md §2.9 confidential.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from lianxin.domain.cases import events
from lianxin.domain.cases.models import Case, Whistle, WhistleCall
from lianxin.domain.cases.models.case import WITHOUT_UNIT
from lianxin.domain.cases.rules import (
    TAKEN_BACK,
    WITH_CENTRE,
    Recusal,
    State,
    Verb,
    WhistleState,
    check_not_about,
)
from lianxin.domain.cases.services._case import (
    drop_whistle,
    end_requests,
    give_to,
    move,
    moved,
)
from lianxin.domain.cases.services._ending import back_to_centre
from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.places import selectors as places
from lianxin.domain.users import selectors as users
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import Invalid
from lianxin.kernel.facts import record

NO_UNIT = "没有找到反映的那个单位，请重新选。"
NO_PERSON = "反映的人不在这个单位的名单里，请重新选，或者先空着。"
LEVEL_OF_WIDTH = {12: "village", 9: "town"}
OPEN_WHISTLES = (WhistleState.DRAFT, WhistleState.CALLED)


def hide(
    case: Case, org: UUID | None, person: str, *, actor: Actor, is_unclear: bool = False
) -> None:
    """A complaint is hidden from whom it is about, from their unit, and from all around it 回避.

    About a unit or somebody of a village: not shown to the village; of a township: not to the
    township. Where the reporter cannot say which unit it is, neither sees it, so that it does not
    reach whoever is meant; the county looks first. `person`: a key of `org_people`; without a unit,
    "user:" and an account. A secret kind of matter stays secret. Does not save. Raises: Invalid.
    """
    units, levels = _around(org, person, actor)
    rows = orgs.org_rows(units, actor=actor)
    if set(units) - set(rows):
        raise Invalid(NO_UNIT, fields={"about_org": "请重新选单位。"})
    levels |= {row.level for row in rows.values()}
    case.about_org_id, case.about_user = org, person
    case.barred = orgs.org_branch(units, actor=actor) if units else []
    case.sensitive = case.sensitive or is_unclear or bool(levels & {"village", "town"})
    case.hidden_from_town = is_unclear or "town" in levels


def _around(org: UUID | None, person: str, actor: Actor) -> tuple[list[UUID], set[str]]:
    """The units whose people keep away, and the levels of the places whose people do."""
    units = [org] if org is not None else []
    if not person:
        return units, set()
    if org is not None and person not in {p.key for p in orgs.org_people(org, actor=actor)}:
        raise Invalid(NO_PERSON, fields={"about_user": NO_PERSON})
    kind, _colon, raw = person.partition(":")
    if org is None and (kind != "user" or not orgs.person_name(person, actor=actor)):
        raise Invalid(NO_PERSON, fields={"about_user": NO_PERSON})
    levels: set[str] = set()
    for area, unit in users.workplaces(UUID(raw), actor=actor) if kind == "user" else []:
        if unit is not None:
            units.append(unit)
        else:
            levels.add(LEVEL_OF_WIDTH.get(len(places.prefix_of(area)), "county"))
    return list(dict.fromkeys(units)), levels


def recusal_of(case: Case, actor: Actor) -> Recusal:
    """Who keeps away from this case now, with the parts that their units have got since."""
    barred = orgs.org_branch(case.barred, actor=actor) if case.barred else []
    return Recusal(
        frozenset(map(str, barred)), of_village=case.sensitive, of_town=case.hidden_from_town
    )


def check_units(case: Case, units: Collection[orgs.UnitRow], actor: Actor) -> None:
    """Refuse units that have to keep away from this case.

    Raises: RuleViolation.
    """
    recusal = recusal_of(case, actor)
    for unit in units:
        check_not_about(str(unit.id), unit.level, recusal)


def withhold(case: Case, actor: Actor, now: datetime) -> bool:
    """Whoever has to keep away has the case no longer; the caller holds the lock and saves.

    Helpers and departments that were called are let go; if it was the main unit, the centre owes
    a dispatch again. What has ended stays ended. Returns whether the centre has it again.
    """
    recusal = recusal_of(case, actor)
    held = [unit for unit in (case.main_org_id, *case.helpers) if unit is not None]
    rows = orgs.org_rows(held, actor=actor).values()
    out = {row.id for row in rows if recusal.against(str(row.id), row.level)}
    case.helpers = [unit for unit in case.helpers if unit not in out]
    if case.owner and case.owner == case.about_user:
        give_to(case, "", "")
    if case.main_org_id not in out:
        _call_off(case, out, actor, now)
        return False
    state = State(case.state)
    if state in TAKEN_BACK:
        _take_back(case, actor, now)
        return True
    if state.value in WITHOUT_UNIT:
        case.main_org_id, case.leaders = None, []
        give_to(case, "", "")
        if state is State.MERGED and State(case.merged_from) not in WITH_CENTRE:
            case.merged_from = State.REGISTERED.value
    return False


def _take_back(case: Case, actor: Actor, now: datetime) -> None:
    """What a unit said in a complaint about itself is no answer; another unit begins anew."""
    end_requests(case, actor, now)
    case.replied_at = case.verified_at = case.call_back_due = None
    case.outcome, case.solved, case.satisfied, case.rated_at = "", "", None, None
    case.dispatch_count = max(0, case.dispatch_count - 1)
    give_to(case, "", "")
    back_to_centre(case, Verb.TAKE_BACK, now)
    record(events.CaseTakenBack(**moved(case)), actor=actor)


def _call_off(case: Case, out: Collection[UUID], actor: Actor, now: datetime) -> None:
    """Departments that keep away are not waited for; a whistle that calls nobody else is over."""
    whistle = Whistle.objects.filter(case=case, state__in=OPEN_WHISTLES).first() if out else None
    if whistle is None:
        return
    WhistleCall.objects.filter(whistle=whistle, org__in=out).delete()
    if WhistleCall.objects.filter(whistle=whistle).exists():
        return
    drop_whistle(case, now)
    if State(case.state) is State.WHISTLE:
        move(case, Verb.WHISTLE_END, State.WORKING, at=now)
        record(events.CaseWhistleEnded(**moved(case), whistle=str(whistle.pk)), actor=actor)
