"""Accounts: the cast, somebody for every role, and whoever handled the matters of the past."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.auth import hashers

from demo.people import marked
from demo.size import CITY, COUNTY, HOME_TOWN, HOME_VILLAGE, OTHER_TOWN
from demo.units import Units
from lianxin.domain.users import selectors as users
from lianxin.domain.users.models import User
from lianxin.domain.users.services import account_create, password_set, role_assign
from lianxin.kernel.actor import Actor, Kind

PASSWORD = "lianxin-demo"
FIRST_PASSWORD = "lianxin-first-day"
QUICK_ROUNDS = 1000


@dataclass(frozen=True)
class Login:
    """Somebody who can be tried out. `unit`: the kind of unit they work in, if by unit."""

    username: str
    name: str
    role: str
    area: str
    unit: str = ""


LOGINS = (
    Login("laoli", "老李", "R05", HOME_VILLAGE),
    Login("xiaozhao", "小赵", "R06", HOME_VILLAGE),
    Login("sunjie", "孙姐", "R11", HOME_TOWN),
    Login("dazhou", "大周", "R14", HOME_TOWN, "town:环卫"),
    Login("xiaofeng", "县台小冯", "R16", COUNTY),
    Login("xiaohe", "小何", "R17", COUNTY),
    Login("laoqian", "老钱", "R11", OTHER_TOWN),
    Login("r01", "示例村民", "R01", HOME_VILLAGE),
    Login("r02", "示例户主代表", "R02", HOME_VILLAGE),
    Login("r03", "示例村民代表", "R03", HOME_VILLAGE),
    Login("r04", "示例党员", "R04", HOME_VILLAGE),
    Login("r07", "示例村书记", "R07", HOME_VILLAGE),
    Login("r08", "示例村监委", "R08", HOME_VILLAGE),
    Login("r09", "示例会计", "R09", HOME_VILLAGE),
    Login("r10", "示例调解员", "R10", HOME_VILLAGE),
    Login("r12", "示例分管副乡长", "R12", HOME_TOWN),
    Login("r13", "示例乡党委书记", "R13", HOME_TOWN),
    Login("r15", "示例环卫站长", "R15", HOME_TOWN, "town:环卫"),
    Login("r18", "示例县领导", "R18", COUNTY),
    Login("r19", "示例社工部", "R19", CITY),
    Login("r20", "示例市交通局", "R20", CITY, "city"),
    Login("r21", "示例审计员", "R21", COUNTY),
    Login("r22", "示例系统管理", "R22", COUNTY),
    Login("r23", "示例安全管理", "R23", COUNTY),
    Login("r24", "示例审计管理", "R24", COUNTY),
)


@contextmanager
def quick_passwords() -> Iterator[None]:
    """A hundred accounts with one printed password need no costly hash; log-in writes it anew."""
    hasher: Any = hashers.get_hasher("default")
    held = getattr(hasher, "iterations", None)
    if held is not None:
        hasher.iterations = QUICK_ROUNDS
    try:
        yield
    finally:
        if held is not None:
            hasher.iterations = held


@dataclass
class Crew:
    """Everybody who acts, by what they do; opened when first needed."""

    boss: Actor
    units: Units
    city_unit: UUID
    actors: dict[str, Actor] = field(default_factory=dict)
    _count: int = 0

    def open_logins(self) -> None:
        """The cast and one account for every role, ready to log in."""
        for login in LOGINS:
            unit = self._unit(login)
            name = login.name if login.name.startswith("示例") else marked(login.name)
            user = self._open(login.username, name, login.area)
            role_assign(
                actor=self.boss, user_id=user.pk, role=login.role, area=login.area, unit=unit
            )
            own = Actor(f"user:{user.pk}", user.name, Kind.STAFF)
            password_set(actor=own, user_id=user.pk, password=PASSWORD)
            self.actors[login.username] = users.actor_of(user)
        self.actors[f"dispatcher:{HOME_TOWN}"] = self.actors["sunjie"]
        self.actors[f"dispatcher:{OTHER_TOWN}"] = self.actors["laoqian"]
        self.actors[f"grid:{HOME_VILLAGE}"] = self.actors["laoli"]
        station = self.units.by_kind["town:环卫", HOME_TOWN]
        self.actors[f"handler:{station}"] = self.actors["dazhou"]

    def dispatcher(self, town: str) -> Actor:
        """Who sorts and hands out in a township."""
        return self._known(f"dispatcher:{town}", "派单员", "R11", town)

    def grid_worker(self, village: str) -> Actor:
        """Who walks a village."""
        return self._known(f"grid:{village}", "网格员", "R05", village)

    def handler(self, unit: UUID, area: str) -> Actor:
        """Who does the work in a unit. `area`: where the role is given."""
        return self._known(f"handler:{unit}", "", "R14", area, unit)

    def _known(self, key: str, name: str, role: str, area: str, unit: UUID | None = None) -> Actor:
        if key not in self.actors:
            self._count += 1
            person = self.units.heads[unit] if unit else marked(f"{name}{self._count}号")
            user = self._open(f"x{self._count:04d}", person, area)
            role_assign(actor=self.boss, user_id=user.pk, role=role, area=area, unit=unit)
            self.actors[key] = users.actor_of(user)
        return self.actors[key]

    def _open(self, username: str, name: str, area: str) -> User:
        return account_create(
            actor=self.boss, username=username, name=name, password=FIRST_PASSWORD, area=area
        )

    def _unit(self, login: Login) -> UUID | None:
        if login.unit == "city":
            return self.city_unit
        return self.units.by_kind[login.unit, login.area] if login.unit else None
