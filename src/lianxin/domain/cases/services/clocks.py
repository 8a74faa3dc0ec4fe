"""A county says how long things take, by versions that begin on a day to come 本县时限."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from lianxin.domain.cases.events import ClocksSet, ClocksWithdrawn
from lianxin.domain.cases.permissions import Grant
from lianxin.domain.cases.rules import Level, Span, Spans, changed_spans
from lianxin.domain.cases.services import _own_clocks
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import services as codes
from lianxin.kernel.errors import NotFound
from lianxin.kernel.facts import record


@dataclass(frozen=True)
class NewClocks:
    """A version as it was typed. `spans`: number and unit by level and clock; None is no number.

    `basis`: the paper that says so, or who decided.
    """

    county: str
    valid_from: date | None
    basis: str
    spans: dict[Level, dict[str, tuple[int | None, str]]]


@transaction.atomic
def clocks_set(*, actor: Actor, new: NewClocks) -> str:
    """A county sets its clocks from a future day on; matters already dispatched keep theirs 定时限.

    What the county does not set (return, extension, marks) stays as it was. Returns the version.
    Basis: domain.md §2.8. Emits: ClocksSet. Raises: NotFound, Denied, Invalid, RuleViolation.
    """
    place = places.area_get(new.county.ljust(12, "0"), actor=actor)
    actor.require(Grant.CLOCKS, area=new.county)
    checked = _own_clocks.check(
        new.county, valid_from=new.valid_from, basis=new.basis, spans=new.spans
    )
    version = f"{new.county}-{checked.valid_from}"
    edition = codes.NewEdition(
        table="level", county=new.county, version=version, title=f"{place.name}的时限"[:60],
        source=checked.basis, valid_from=checked.valid_from,
        codes=_own_clocks.rows(new.county, checked),
    )  # fmt: skip
    codes.edition_add(actor=actor, grant=Grant.CLOCKS, edition=edition)
    record(
        ClocksSet(
            stream=_stream(new.county), county=new.county, clock_version=version,
            valid_from=str(checked.valid_from), changed=_told(checked.before, checked.spans),
        ),
        actor=actor,
    )  # fmt: skip
    return version


@transaction.atomic
def clocks_withdraw(*, actor: Actor, county: str, version: str) -> bool:
    """Take a version back before its day; one that has been in force stays for ever 撤回时限.

    Safe to repeat: False if it is gone already. Emits: ClocksWithdrawn.
    Raises: NotFound, Denied, RuleViolation.
    """
    if not county.isdigit():
        raise NotFound("没有找到这个县。")
    gone = codes.edition_withdraw(
        actor=actor, grant=Grant.CLOCKS, table="level", county=county, version=version
    )
    if gone is None:
        return False
    record(
        ClocksWithdrawn(
            stream=_stream(county), county=county, clock_version=version,
            valid_from=str(gone.valid_from),
        ),
        actor=actor,
    )  # fmt: skip
    return True


def _stream(county: str) -> str:
    return f"clocks:{county}"


def _told(before: Spans, spans: Spans) -> list[str]:
    def word(level: Level, name: str, span: Span) -> str:
        return f"{level.value}.{name}={span.n}-{span.unit}"

    return [word(level, name, span) for level, name, _, span in changed_spans(before, spans)]
