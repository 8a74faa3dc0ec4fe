"""Tables of the register of households and people."""

from lianxin.domain.people.models.consent import Consent
from lianxin.domain.people.models.household import Household
from lianxin.domain.people.models.resident import Resident
from lianxin.domain.people.models.tag import Tag

__all__ = [
    "Consent",
    "Household",
    "PlacedQuerySet",
    "Resident",
    "Tag",
    "area_condition",
    "reach",
]
