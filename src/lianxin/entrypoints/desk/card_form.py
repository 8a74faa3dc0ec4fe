"""The form of one line of a service card: what is typed, and what the form offers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lianxin.domain.orgs.rules import PHONE_FIELDS
from lianxin.domain.orgs.selectors import EntryRow
from lianxin.domain.orgs.services import EntryWording
from lianxin.entrypoints.desk.plain import uuid_or_none
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid

WORDS = ("group", "name", "duty", "hours", "consent_by")
FOLDED = ("duty", "hours", "phone2", "phone3", "valid_to")


def wording(given: Mapping[str, Any]) -> EntryWording:
    """What was typed.

    Raises: Invalid, for a day that is none.
    """
    group, name, duty, hours, consent_by = (str(given.get(word, "")) for word in WORDS)
    return EntryWording(
        group=group, name=name, phones=tuple(str(given.get(f, "")) for f in PHONE_FIELDS),
        duty=duty, hours=hours, valid_to=_day(str(given.get("valid_to", ""))),
        has_consent=given.get("has_consent") == "1", consent_by=consent_by,
        post=uuid_or_none(given.get("post")),
    )  # fmt: skip


def form_context(given: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, Any]:
    """What the form shows again. `asks_consent`: only once a private number is seen."""
    return {
        "given": given, "errors": errors, "groups": [(r.code, r.name) for r in _groups()],
        "asks_consent": bool({"has_consent", "consent_by"} & set(errors))
        or given.get("has_consent") == "1",
        "is_folded": not any(given.get(field) or field in errors for field in FOLDED),
    }  # fmt: skip


def consent_asked(row: EntryRow) -> bool:
    """Did somebody agree that this number is shown?"""
    return bool(row.consent_by)


def _groups() -> list[codes.CodeRow]:
    return codes.table("card_group")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as bad:
        said = _("请选日期，比如 2026-12-31；一直有效就空着。")
        raise Invalid(said, fields={"valid_to": said}) from bad
