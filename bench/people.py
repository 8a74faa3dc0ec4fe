"""Units for every place and a few people at the desk; all invented."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lianxin.domain.orgs import selectors as orgs
from lianxin.domain.orgs.models import Org
from lianxin.domain.orgs.services import NewOrg, org_add
from lianxin.domain.places import selectors as places
from lianxin.domain.users import selectors as users
from lianxin.domain.users.models import User
from lianxin.domain.users.services import account_create, role_assign
from lianxin.kernel.actor import Actor, system
from lianxin.kernel.codes import selectors as codes

COUNTY = "210921000000"
PASSWORD = "bench-lianxin-2026"  # noqa: S105 - opens nothing but a database that is thrown away
CLEANING = "0402"
BOSS = system("bench")


@dataclass(frozen=True)
class Village:
    """A real village, and the unit that each category goes to there."""

    code: str
    name: str
    units: dict[str, UUID]


@dataclass(frozen=True)
class Person:
    """Somebody at the desk."""

    username: str
    role: str
    area: str
    unit: UUID | None = None


def villages() -> list[Village]:
    """Every village of the county, with its units; units that are missing are entered."""
    kinds = _unit_kinds()
    _county_units(kinds)
    found = []
    for town in places.towns(COUNTY, actor=BOSS):
        government = _town_units(town, kinds)
        by_kind = {k: u.id for k in kinds if (u := orgs.unit_of_kind(town.code, k, actor=BOSS))}
        units = {c: by_kind.get(kind, government) for c, kind in _categories().items()}
        found += [
            Village(v.code, v.display_name, units) for v in places.villages(town.code, actor=BOSS)
        ]
    return found


def _categories() -> dict[str, str]:
    rows = codes.table_map("case_category").values()
    return {r.code: str(r.extra.get("unit_kind", "")) for r in rows if r.parent_code}


def _unit_kinds() -> set[str]:
    return {kind for kind in _categories().values() if ":" in kind}


def _county_units(kinds: set[str]) -> None:
    for kind in sorted(kinds):
        level, _, word = kind.partition(":")
        if level == "county":
            _add(f"县{word}（示例）", "department", "county", COUNTY, word)


def _town_units(town: places.AreaRow, kinds: set[str]) -> UUID:
    government = _add(f"{town.short_name}人民政府（示例）", "government", "town", town.code, "")
    for kind in sorted(kinds):
        level, _, word = kind.partition(":")
        if level == "town":
            _add(f"{town.short_name}{word}站（示例）", "station", "town", town.code, word)
    return government.pk


def _add(name: str, kind: str, level: str, area: str, line: str) -> Org:
    return org_add(actor=BOSS, org=NewOrg(name, name[:30], kind, level, area, line))


def staff(known: list[Village]) -> list[Person]:
    """Four township dispatchers, two at the county's desk, one who calls back, one who handles."""
    towns: dict[str, list[Village]] = {}
    for village in known:
        towns.setdefault(f"{village.code[:9]}000", []).append(village)
    largest = sorted(towns, key=lambda code: (-len(towns[code]), code))
    handling = towns[largest[0]][0].units[CLEANING]
    people = [
        *(Person(f"bench-town-{i}", "R11", code) for i, code in enumerate(largest[:4])),
        *(Person(f"bench-county-{i}", "R16", COUNTY) for i in range(2)),
        Person("bench-caller", "R17", COUNTY),
        Person("bench-handler", "R14", largest[0], unit=handling),
    ]
    for person in people:
        _open_account(person)
    return people


def _open_account(person: Person) -> None:
    user = account_create(
        actor=BOSS, username=person.username, name="示例", password=PASSWORD, area=person.area
    )
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    role_assign(actor=BOSS, user_id=user.pk, role=person.role, area=person.area, unit=person.unit)


def usernames() -> list[str]:
    """Everybody who works here."""
    found = User.objects.filter(username__startswith="bench-").order_by("username")
    return list(found.values_list("username", flat=True))


def actor_named(username: str) -> Actor:
    """Somebody at the desk as an actor."""
    return users.actor_of(User.objects.get(username=username))
