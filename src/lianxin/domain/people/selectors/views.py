"""What pages, lists and prints are given of a household: already masked, nothing to hide left in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from lianxin.domain.people.rules import Care, Living, Residence, Sight


@dataclass(frozen=True)
class TagView:
    """A difficulty. `until`: it has to be looked at again by then; `ended_on`: it is over."""

    id: UUID
    code: str
    name: str
    resident: UUID | None
    grade: int | None
    basis: str
    basis_name: str
    basis_text: str
    since: date
    until: date | None
    is_over: bool
    owner: str
    given_name: str
    ended_on: date | None
    end_reason: str


@dataclass(frozen=True)
class ConsentView:
    """A yes that stands, or stood."""

    purpose: str
    purpose_name: str
    method_name: str
    witness: str
    on: date
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class PersonView:
    """A person of the household. `phone_link` and `birth`: only for who may see them clear."""

    id: UUID
    name: str
    sex: str
    sex_name: str
    age: int | None
    birth: date | None
    relation: str
    relation_name: str
    residence: Residence
    residence_name: str
    left_on: date | None
    phone: str
    phone_link: str
    id_number: str
    is_head: bool
    is_minor: bool
    lacks_guardian: bool
    guardian: UUID | None
    guardian_name: str
    is_member: bool | None
    version: int
    tags: tuple[TagView, ...]
    consents: tuple[ConsentView, ...]


@dataclass(frozen=True)
class HouseholdView:
    """A household as its page shows it. `tags`: its own; `ended`: what is over, of all its people."""

    id: UUID
    area: str
    grid: str
    group: str
    no: int
    code: str
    place: str
    group_name: str
    grid_name: str
    address: str
    living: Living
    living_name: str
    channel: str
    channel_name: str
    language: str
    language_name: str
    note: str
    head: UUID | None
    title: str
    care: Care
    members: int
    people: tuple[PersonView, ...]
    left: tuple[PersonView, ...]
    tags: tuple[TagView, ...]
    ended: tuple[TagView, ...]
    sight: Sight
    version: int
    changed_at: datetime


@dataclass(frozen=True)
class HouseholdRow:
    """A household as a list shows it."""

    id: UUID
    area: str
    code: str
    place: str
    group_name: str
    head: str
    members: int
    living_name: str
    tags: tuple[str, ...]
    care: Care


@dataclass(frozen=True)
class PersonRow:
    """A person as a search shows one."""

    id: UUID
    household: UUID
    name: str
    sex_name: str
    age: int | None
    phone: str
    place: str
    code: str
    head: str
    residence_name: str
