"""Writes of the register of households and people; one verb, one function."""

from lianxin.domain.people.services.consent import consent_give, consent_withdraw
from lianxin.domain.people.services.household import (
    HouseholdChange,
    NewHousehold,
    head_name,
    household_add,
    household_change,
    household_enter,
)
from lianxin.domain.people.services.resident import (
    NewResident,
    ResidentChange,
    guardian_set,
    resident_add,
    resident_change,
    resident_leave,
    resident_move,
)
from lianxin.domain.people.services.reveal import FIELDS, resident_reveal
from lianxin.domain.people.services.tag import NewTag, tag_end, tag_give

__all__ = [
    "FIELDS",
    "HouseholdChange",
    "NewHousehold",
    "NewResident",
    "NewTag",
    "ResidentChange",
    "consent_give",
    "consent_withdraw",
    "guardian_set",
    "head_name",
    "household_add",
    "household_change",
    "household_enter",
    "resident_add",
    "resident_change",
    "resident_leave",
    "resident_move",
    "resident_reveal",
    "tag_end",
    "tag_give",
]
