"""The people around a complaint about staff: those it is about, and those who may look into it."""

from __future__ import annotations

from typing import Any

from django.test import Client

from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Level
from lianxin.domain.cases.services import case_dispatch
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.kernel.actor import system
from tests.cast import COUNTY, TOWN, Cast, hire, register

BOSS = system("test")
WORDS = "窗口的小张让我跑了四趟，话说得难听。"
TITLE = "窗口的小张"


def units_of(cast: Cast) -> dict[str, Org]:
    """The township's service window, a bureau of the county with its office, and a second bureau."""

    def add(name: str, level: str, area: str, parent: Org | None = None) -> Org:
        kind = "station" if level == "town" else "department"
        over = parent.pk if parent else None
        return org_add(actor=BOSS, org=NewOrg(name, name, kind, level, area, parent=over))

    bureau = add("县营商局", "county", COUNTY)
    found = {
        "window": add("卧凤沟乡便民中心", "town", TOWN), "bureau": bureau,
        "office": add("县政务大厅", "county", COUNTY, bureau),
        "other": add("县信访局", "county", COUNTY),
    }  # fmt: skip
    for part, org in found.items():
        hire(cast, part, "R14", TOWN if part == "window" else COUNTY, org.pk)
    hire(cast, "bureau_head", "R15", COUNTY, bureau.pk)
    hire(cast, "leader", "R13", TOWN)
    hire(cast, "county_leader", "R18", COUNTY)
    return found


def give(cast: Cast, case: Case, unit: Org, category: str = "1306") -> Case:
    return case_dispatch(
        actor=cast.actor("desk"), case_id=case.pk, unit=unit.pk, level=Level.ORDINARY,
        category=category,
    )  # fmt: skip


def complaint(**changes: Any) -> Case:
    return register(nature="complaint", text=WORDS, **{"category": "0402"} | changes)


def browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who], "lianxin.domain.users.backends.Accounts")
    return client
