"""One household, one page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from lianxin.domain.people.models import Consent, Household, Resident, Tag
from lianxin.domain.people.permissions import Grant
from lianxin.domain.people.rules import (
    BASES,
    CHANNELS,
    HERE,
    LANGUAGES,
    LIVING_NAMES,
    RESIDENCE_NAMES,
    SEX_NAMES,
    Basis,
    Channel,
    Language,
    Living,
    Residence,
    Sight,
    age_on,
    household_code,
    is_minor,
)
from lianxin.domain.people.rules.consent import METHODS, Method
from lianxin.domain.people.selectors._sight import care_shown, sight_at
from lianxin.domain.people.selectors.views import (
    ConsentView,
    HouseholdView,
    PersonView,
    TagView,
)
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import NotFound
from lianxin.kernel.privacy import mask

GONE = "没有找到这一户，可能不在您负责的地方。"


def household_page(household_id: UUID, *, actor: Actor) -> HouseholdView:
    """The household with its people, difficulties and consents, masked as the actor may see it.

    Four questions however many people there are. Raises: NotFound.
    """
    rows = Household.objects.visible_to(actor, Grant.SEE).filter(pk=household_id)
    home: Household | None = rows.first()
    if home is None:
        raise NotFound(GONE)
    sight = sight_at(actor, home.grid or home.area_id)
    today = clock.today()
    people = list(
        Resident.objects.filter(household=home)
        .select_related("guardian")
        .order_by("birth_on", "id")
    )
    known = _tags(home, sight, today)
    tags = [tag for tag in known if tag.ended_on is None]
    ended = sorted(
        (tag for tag in known if tag.ended_on), key=lambda tag: str(tag.ended_on), reverse=True
    )
    agreed = _consents(people, sight)
    shown = [_person(row, home, sight, today, tags, agreed.get(row.pk, ())) for row in people]
    shown.sort(key=lambda person: not person.is_head)
    own = [tag for tag in tags if tag.resident is None]
    return _view(home, actor, sight, shown, own, ended)


def _view(
    home: Household, actor: Actor, sight: Sight, people: list[PersonView], tags: list[TagView],
    ended: list[TagView],
) -> HouseholdView:  # fmt: skip
    here = [person for person in people if person.residence in HERE]
    head = next((person for person in here if person.is_head), None)
    group = places.group_find(home.group, actor=actor) if home.group else None
    grid = places.grid_find(home.grid, actor=actor) if home.grid else None
    return HouseholdView(
        id=home.pk, area=home.area_id, grid=home.grid, group=home.group, no=home.no,
        code=household_code(home.area_id, home.no),
        place=places.display_name(home.area_id, actor=actor),
        group_name=group.name if group else "", grid_name=grid.name if grid else "",
        address=home.address if sight.name else "", living=Living(home.living),
        living_name=LIVING_NAMES[Living(home.living)], channel=home.channel,
        channel_name=CHANNELS[Channel(home.channel)], language=home.language,
        language_name=LANGUAGES[Language(home.language)], note=home.note if sight.name else "",
        head=home.head_id, title=f"{head.name}家" if head else "没有户主的一户",
        care=care_shown(home.care, sight), members=home.members, people=tuple(here),
        left=tuple(person for person in people if person.residence not in HERE),
        tags=tuple(tags), ended=tuple(ended), sight=sight, version=home.version, changed_at=home.changed_at,
    )  # fmt: skip


def _tags(home: Household, sight: Sight, today: date) -> list[TagView]:
    rows = Tag.objects.filter(household=home).order_by("code", "from_on")
    return [tag_view(row, today) for row in rows if sight.shows(row.kind)]


def tag_view(row: Tag, today: date) -> TagView:
    """A difficulty in words."""
    code = codes.row_of("difficulty", row.code)
    return TagView(
        id=row.pk, code=row.code, name=code.name if code else row.code, resident=row.resident_id,
        grade=row.grade, basis=row.basis, basis_name=BASES[Basis(row.basis)], basis_text=row.basis_text,
        since=row.from_on, until=row.until_on,
        is_over=row.until_on is not None and row.until_on <= today,
        owner=str(code.extra.get("owner", "")) if code else "", given_name=row.given_name,
        ended_on=row.ended_on, end_reason=row.end_reason,
    )  # fmt: skip


def _consents(people: Iterable[Resident], sight: Sight) -> dict[UUID, tuple[ConsentView, ...]]:
    found: dict[UUID, list[ConsentView]] = {}
    rows = Consent.objects.filter(resident__in=[row.pk for row in people])
    for row in rows.order_by("given_on", "id"):
        found.setdefault(row.resident_id, []).append(
            ConsentView(
                purpose=row.purpose, purpose_name=codes.name_of("consent_purpose", row.purpose),
                method_name=METHODS[Method(row.method)],
                witness=mask("name", row.witness, clear=sight.name), on=row.given_on,
                withdrawn_at=row.withdrawn_at,
            )
        )  # fmt: skip
    return {key: tuple(rows) for key, rows in found.items()}


def _person(
    row: Resident, home: Household, sight: Sight, today: date, tags: list[TagView],
    consents: tuple[ConsentView, ...],
) -> PersonView:  # fmt: skip
    minor = is_minor(row.birth_on, today)
    guardian = row.guardian if row.guardian and Residence(row.guardian.residence) in HERE else None
    return PersonView(
        id=row.pk, name=mask("name", row.name, clear=sight.name), sex=row.sex,
        sex_name=SEX_NAMES[row.sex], age=age_on(row.birth_on, today) if row.birth_on else None,
        birth=row.birth_on if sight.name else None, relation=row.relation,
        relation_name=codes.name_of("relation", row.relation) if row.relation else "",
        residence=Residence(row.residence), residence_name=RESIDENCE_NAMES[Residence(row.residence)],
        left_on=row.left_on, phone=mask("phone", row.phone, clear=sight.phone),
        phone_link=row.phone if sight.phone else "",
        id_number=mask("id_number", row.id_number, clear=False),
        is_head=home.head_id == row.pk, is_minor=minor,
        lacks_guardian=minor and guardian is None and Residence(row.residence) in HERE,
        guardian=row.guardian_id, guardian_name=mask("name", guardian.name, clear=sight.name) if guardian else "",
        is_member=row.is_member, version=row.version,
        tags=tuple(tag for tag in tags if tag.resident == row.pk), consents=consents,
    )  # fmt: skip
