"""What can be decided from values: units, who answers for what, and channels."""

from lianxin.domain.orgs.rules.channels import (
    COUNTY_DIGITS,
    Form,
    channel_link,
    check_channel,
    city_of,
    form_of,
    is_service_sms,
)
from lianxin.domain.orgs.rules.units import (
    KIND_NAMES,
    MAY_BE_SENT_TO,
    ORDER,
    Duty,
    Kind,
    Level,
    check_duty,
    check_unit,
    head_rank,
    is_held,
    is_short_number,
    is_uscc,
    serves,
)

__all__ = [
    "COUNTY_DIGITS",
    "KIND_NAMES",
    "MAY_BE_SENT_TO",
    "ORDER",
    "Duty",
    "Form",
    "Kind",
    "Level",
    "channel_link",
    "check_channel",
    "check_duty",
    "check_unit",
    "city_of",
    "form_of",
    "head_rank",
    "is_held",
    "is_short_number",
    "is_service_sms",
    "is_uscc",
    "serves",
]
