"""The units of the county, who sits in them, and who answers for what 片·线·点."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from demo.dice import Dice
from demo.people import invented_name, marked, read, work_phone
from demo.size import CITY, COUNTY, HOME_TOWN
from lianxin.domain.orgs.rules import Duty
from lianxin.domain.orgs.services import (
    NewOrg,
    NewPost,
    Wording,
    channel_add,
    duty_phone_set,
    org_add,
    post_assign,
    responsibility_set,
)
from lianxin.domain.places import selectors as places
from lianxin.kernel import ids
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes

COUNTY_NAME = "阜新蒙古族自治县"
CATEGORIES = "case_category"


@dataclass
class Units:
    """Every unit by what it does and where: ("town:环卫", "210921203000"), ("village", …)."""

    by_kind: dict[tuple[str, str], UUID] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)
    heads: dict[UUID, str] = field(default_factory=dict)

    def find(self, unit_kind: str, village: str) -> UUID:
        """The unit that a category's `unit_kind` means in a village."""
        level = unit_kind.partition(":")[0]
        area = {"county": COUNTY, "town": village[:9] + "000"}.get(level, village)
        return self.by_kind[unit_kind, area]


class Builder:
    """Enters units and posts one after the other; numbers run through."""

    def __init__(self, actor: Actor, dice: Dice) -> None:
        self.units = Units()
        self._actor = actor
        self._dice = dice
        self._phone = 0

    def county(self) -> None:
        """The county's government and departments; what nobody nearer answers for is theirs."""
        government = self._org(f"{COUNTY_NAME}人民政府", "县政府", "government", "county", COUNTY)
        wanted = {str(row.extra.get("unit_kind", "")) for row in codes.table(CATEGORIES)}
        kinds = {kind for kind in wanted if kind.startswith("county:")}
        kinds |= {f"county:{name}" for name in read("units")["county_more"]}
        for kind in sorted(kinds):
            name = kind.partition(":")[2]
            org = self._org(
                COUNTY_NAME + name, f"县{name}", "department", "county", COUNTY, line=name
            )
            self._keep(kind, COUNTY, org, f"{name}负责人")
        leader = self._post(government, "县长", "政府全面工作")
        self._answer(Duty.AREA, COUNTY, post=leader)
        deputy = self._post(government, "副县长", "政务服务和基层治理")
        for row in codes.children(CATEGORIES):
            self._answer(Duty.LINE, COUNTY, row.code, post=deputy)
            kind = str(read("units")["sites"][row.code])
            unit = self.units.by_kind.get((kind, COUNTY)) or self._general_unit(row.code)
            self._answer(Duty.SITE, COUNTY, row.code, org=unit)
        for n, (phone, name, hours) in enumerate(read("units")["phones"]):
            duty_phone_set(
                actor=self._actor, area=COUNTY, name=name, phone=phone, hours=hours, order=n
            )
        for kind, name, address, hours, remark in read("units")["channels"]:
            channel_add(
                actor=self._actor, id=ids.new(), county=COUNTY[:6], kind=kind,
                wording=Wording(name, address, hours, remark),
            )  # fmt: skip
        self._duty_phone(COUNTY, marked("县受理中心"), 10)
        self._duty_phone(COUNTY, "系统管理员", 11)

    def city(self) -> UUID:
        """One department of the city, for the role that works there."""
        return self._org("阜新市交通运输局", "市交通运输局", "department", "city", CITY)

    def town(self, row: places.AreaRow) -> None:
        """A township: its government, its stations, four deputies and all their lines."""
        town, table = row.code, read("units")
        government = self._org(
            f"{row.short_name}人民政府", f"{row.short_name}政府", "government", "town", town
        )
        for word, name in table["town"].items():
            org = self._org(
                row.short_name + name, name, "station", "town", town, line=word, parent=government
            )
            self._keep(f"town:{word}", town, org, "负责人")
        posts = table["town_posts"]
        self._post(government, *posts["leader"])
        self._answer(Duty.AREA, town, post=self._post(government, *posts["head"]))
        for title, duty, lines in posts["deputies"]:
            deputy = self._post(government, title, duty)
            for line in lines:
                self._answer(Duty.LINE, town, line, post=deputy)
        for line, kind in table["sites"].items():
            unit = self.units.by_kind[kind, town if kind.startswith("town") else COUNTY]
            self._answer(Duty.SITE, town, line, org=unit)
        self._duty_phone(town, marked("值班室"), 0)

    def village(self, row: places.AreaRow) -> None:
        """A village committee, its head, and who holds the village as a 片."""
        org = self._org(f"{row.short_name}委会", "村委会", "village", "village", row.code)
        self._keep("village", row.code, org, "党组织书记、村委会主任")
        secretary = self._post(org, "包村干部", "联系本村")
        self._answer(Duty.AREA, row.code, post=secretary)
        if row.code.startswith(HOME_TOWN[:9]):
            self._duty_phone(row.code, marked("村部"), 0)

    def _general_unit(self, line: str) -> UUID:
        """At the county the first department named under a line of work, else 信访-like: 民政局."""
        below = codes.children(CATEGORIES, line)
        kinds = (str(row.extra.get("unit_kind", "")) for row in below)
        kind = next((k for k in kinds if k.startswith("county:")), "county:民政局")
        return self.units.by_kind[kind, COUNTY]

    def _org(
        self, name: str, short: str, kind: str, level: str, area: str, *,
        line: str = "", parent: UUID | None = None,
    ) -> UUID:  # fmt: skip
        new = NewOrg(name, short, kind, level, area, line, self._number(), parent)
        org = org_add(actor=self._actor, org=new)
        self.units.names[org.pk] = org.name
        return org.pk

    def _keep(self, kind: str, area: str, org: UUID, title: str) -> None:
        self.units.by_kind[kind, area] = org
        name = invented_name(self._dice)
        self.units.heads[org] = name
        self._post(org, title, "", name)

    def _post(self, org: UUID, title: str, duty: str, name: str = "") -> UUID:
        person = name or invented_name(self._dice)
        post = NewPost(org, title, person, self._number(), duty)
        return post_assign(actor=self._actor, post=post).pk

    def _answer(
        self, kind: Duty, area: str, category: str = "", *,
        post: UUID | None = None, org: UUID | None = None,
    ) -> None:  # fmt: skip
        responsibility_set(
            actor=self._actor, kind=kind, area=area, category=category, post=post, org=org
        )

    def _duty_phone(self, area: str, name: str, order: int) -> None:
        duty_phone_set(
            actor=self._actor, area=area, name=name, phone=self._number(), hours="8:30–17:30",
            order=order,
        )  # fmt: skip

    def _number(self) -> str:
        self._phone += 1
        return work_phone(self._phone)
