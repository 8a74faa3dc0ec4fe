"""The one cast of all tests: invented people in real villages.

王奶奶, 71, of 小新立屯村 · grid worker 老李 · village clerk 小赵 · dispatcher 孙姐 ·
handler 大周 of the sanitation station · call-back clerk 小何 at the county · and 老钱,
dispatcher of the *other* township, who must see nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level, Solved
from lianxin.domain.cases.services import (
    CallBackAnswer,
    Intake,
    case_call_back,
    case_dispatch,
    case_note,
    case_register,
    case_reply,
    case_sign,
    case_verify,
)
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.rules import Duty
from lianxin.domain.orgs.services import NewOrg, NewPost, org_add, post_assign, responsibility_set
from lianxin.domain.places.models import Area
from lianxin.domain.users import selectors as users
from lianxin.domain.users.models import User
from lianxin.domain.users.services import account_create, load_defaults, role_assign
from lianxin.kernel import ids
from lianxin.kernel.actor import VILLAGER, Actor, Kind, system
from lianxin.kernel.codes import services as codes

COUNTY, TOWN, VILLAGE = "210921000000", "210921203000", "210921203203"
OTHER_TOWN, OTHER_VILLAGE = "210921120000", "210921120208"
PASSWORD = "lianxin-2026-cast"

PLACES = (
    ("210000000000", "辽宁省", "辽宁省", "province", "", ""),
    ("210900000000", "阜新市", "阜新市", "city", "市", "210000000000"),
    (COUNTY, "阜新蒙古族自治县", "阜新蒙古族自治县", "county", "区县", "210900000000"),
    (TOWN, "卧凤沟乡", "卧凤沟乡", "town", "乡", COUNTY),
    (VILLAGE, "小新立屯村委会", "小新立屯村", "village", "village", TOWN),
    (OTHER_TOWN, "大板镇", "大板镇", "town", "镇", COUNTY),
    (OTHER_VILLAGE, "三家子村委会", "三家子村", "village", "village", OTHER_TOWN),
)
STAFF = (
    ("grid", "老李", "R05", VILLAGE),
    ("clerk", "小赵", "R06", VILLAGE),
    ("dispatcher", "孙姐", "R11", TOWN),
    ("handler", "大周", "R14", COUNTY),
    ("caller", "小何", "R17", COUNTY),
    ("desk", "县台小冯", "R16", COUNTY),
    ("stranger", "老钱", "R11", OTHER_TOWN),
)


@dataclass
class Cast:
    """Everybody, with their accounts."""

    users: dict[str, User]
    station: Org
    village_org: Org

    def actor(self, who: str) -> Actor:
        """Somebody as an actor, by part."""
        return users.actor_of(self.users[who])


def build(places: Sequence[tuple[str, ...]] = PLACES) -> Cast:
    """Put the cast on stage; with no places of its own, among those that are there already."""
    boss = system("test")
    codes.load_defaults(actor=boss)
    load_defaults(actor=boss)
    for code, name, short, level, kind, parent in places:
        Area.objects.create(
            code=code,
            name=name,
            short_name=short,
            level=level,
            kind=kind,
            parent_id=parent or None,
            county=code[:6] if level not in {"province", "city"} else "",
            code_system="stats",
            source="test",
        )
    station = org_add(
        actor=boss,
        org=NewOrg("卧凤沟乡环卫站", "环卫站", "station", "town", TOWN, "环卫", "0418-8800123"),
    )
    village_org = org_add(
        actor=boss, org=NewOrg("小新立屯村委会", "村委会", "village", "village", VILLAGE)
    )
    town = org_add(actor=boss, org=NewOrg("卧凤沟乡人民政府", "乡政府", "government", "town", TOWN))
    leader = post_assign(actor=boss, post=NewPost(town.pk, "乡长", "示例乡长", "0418-8800001"))
    deputy = post_assign(actor=boss, post=NewPost(town.pk, "副乡长", "示例副乡长", "0418-8800002"))
    responsibility_set(actor=boss, kind=Duty.AREA, area=VILLAGE, post=leader.pk)
    responsibility_set(actor=boss, kind=Duty.LINE, area=TOWN, category="04", post=deputy.pk)
    responsibility_set(actor=boss, kind=Duty.SITE, area=TOWN, category="04", org=station.pk)
    people = {}
    for part, name, role, area in STAFF:
        user = account_create(actor=boss, username=part, name=name, password=PASSWORD, area=area)
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
        unit = station.pk if role == "R14" else None
        role_assign(actor=boss, user_id=user.pk, role=role, area=area, unit=unit)
        people[part] = user
    return Cast(people, station, village_org)


def hire(cast: Cast, part: str, role: str, area: str, unit: UUID | None = None) -> None:
    """One more person at work; the log-in name is the part."""
    boss = system("test")
    user = account_create(actor=boss, username=part, name=part, password=PASSWORD, area=area)
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    role_assign(actor=boss, user_id=user.pk, role=role, area=area, unit=unit)
    cast.users[part] = user


def register(actor: Actor = VILLAGER, **changes: Any) -> Case:
    """王奶奶 says that the rubbish has not been taken away."""
    given: dict[str, Any] = {
        "area": VILLAGE,
        "origin": "reported",
        "channel": "web",
        "category": "0402",
        "text": "村口垃圾点三天没清运了，味儿大得呛人。",
        "reporter_name": "王桂兰",
        "reporter_phone": "13841800001",
    }
    return case_register(
        actor=actor, id=changes.pop("id", None) or ids.new(), intake=Intake(**given | changes)
    )


def dispatched(cast: Cast, case: Case | None = None) -> Case:
    """孙姐 gives it to the sanitation station."""
    case = case or register()
    return case_dispatch(
        actor=cast.actor("dispatcher"),
        case_id=case.pk,
        unit=cast.station.pk,
        level=Level.ORDINARY,
        category="0402",
    )


def answered(cast: Cast, case: Case | None = None) -> Case:
    """大周 has been there and answers; somebody else has to look."""
    case = dispatched(cast, case)
    handler = cast.actor("handler")
    case_sign(actor=handler, case_id=case.pk)
    case_note(
        actor=handler, case_id=case.pk, text="已联系，下午派车。", is_public=True, is_contact=True
    )
    return case_reply(
        actor=handler,
        case_id=case.pk,
        outcome="solved",
        text="环卫站下午派车清运了村口垃圾点，以后每周二、五来拉。",
    )


def replied(cast: Cast, case: Case | None = None) -> Case:
    """大周 has answered, 老李 has been to look: 王奶奶 is to be asked."""
    case = answered(cast, case)
    who = "grid" if not case.sensitive and case.area_id == VILLAGE else "caller"
    return case_verify(
        actor=cast.actor(who), case_id=case.pk, is_passed=True, text="去看了，垃圾拉走了。"
    )


def closed(cast: Cast, case: Case | None = None) -> Case:
    """小何 rings 王奶奶: it is solved."""
    case = replied(cast, case)
    answer = CallBackAnswer("phone", True, True, Solved.YES, 5)
    return case_call_back(actor=cast.actor("caller"), case_id=case.pk, answer=answer)


def reporter_of(case: Case) -> Actor:
    """王奶奶 with her tracking code."""
    return Actor(f"reporter:{case.pk}", "反映人", Kind.REPORTER, streams=frozenset({case.stream}))


def own_id(actor: Actor) -> UUID:
    """The user id behind an actor."""
    return UUID(actor.id.removeprefix("user:"))
