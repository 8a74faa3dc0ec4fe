"""Reads of a county's channels. Those shown to villagers are public; the list is for its keepers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lianxin.domain.orgs.models import Channel, ChannelPast
from lianxin.domain.orgs.permissions import Grant
from lianxin.domain.orgs.rules import COUNTY_DIGITS, Form, channel_link, city_of, form_of
from lianxin.domain.places import selectors as places
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import NotFound

KINDS = "channel"
CODE_DIGITS = 12


@dataclass(frozen=True)
class Former:
    """What a channel was called and where it was, up to a day."""

    name: str
    address: str
    hours: str
    remark: str
    until: date


@dataclass(frozen=True)
class ChannelRow:
    """A channel as lists and villagers read it. `link`: tel:, sms:, mailto:, https: or nothing."""

    id: UUID
    county: str
    kind: str
    kind_name: str
    form: Form
    name: str
    address: str
    hours: str
    remark: str
    is_shown: bool
    is_offered: bool
    closed_on: date | None
    version: int
    link: str
    past: tuple[Former, ...] = ()


def channel_counties(*, actor: Actor) -> list[places.AreaRow]:
    """The counties, and the cities over them, whose channels the actor keeps."""
    found = {row.code: row for row in places.counties(actor=actor)}
    for row in list(found.values()):
        for above in places.area_path(row.code, actor=actor):
            if above.level == "city":
                found[above.code] = above
    return [
        row
        for code, row in sorted(found.items())
        if actor.may(Grant.KEEP_CHANNELS, area=code)
    ]  # fmt: skip


def channel_list(county: str, *, actor: Actor) -> list[ChannelRow]:
    """All channels of one county or city for who keeps them: the open ones in order, then the
    closed ones, latest first; each with what it was before.

    Raises: Denied.
    """
    actor.require(Grant.KEEP_CHANNELS, area=county.ljust(CODE_DIGITS, "0"))
    found = list(Channel.objects.filter(county=county))
    past: dict[UUID, list[Former]] = {}
    for old in ChannelPast.objects.filter(channel__county=county).order_by("-version"):
        former = Former(old.name, old.address, old.hours, old.remark, old.until)
        past.setdefault(old.channel_id, []).append(former)
    is_open = sorted((c for c in found if c.closed_on is None), key=_in_order)
    closed = sorted(((c.closed_on, c.pk, c) for c in found if c.closed_on), reverse=True)
    return [_row(c, tuple(past.get(c.pk, ()))) for c in (*is_open, *(row[2] for row in closed))]


def channel_get(channel_id: UUID, *, actor: Actor) -> ChannelRow:
    """One channel, for who keeps it.

    Raises: NotFound.
    """
    found = Channel.objects.filter(pk=channel_id).first()
    if found is None or not actor.may(
        Grant.KEEP_CHANNELS, area=found.county.ljust(CODE_DIGITS, "0")
    ):
        raise NotFound("没有找到这条渠道。")
    return _row(found)


def channels_shown(county: str, *, actor: Actor) -> list[ChannelRow]:
    """How a county's people are to be reached, as villagers see it: its own channels, then those
    of its city."""
    here = (county[:COUNTY_DIGITS], city_of(county))
    rows = Channel.objects.filter(county__in=here, closed_on=None, is_shown=True)
    return [_row(c) for c in sorted(rows, key=lambda c: (here.index(c.county), *_in_order(c)))]


def channels_everywhere(*, actor: Actor) -> list[tuple[str, list[ChannelRow]]]:
    """The channels shown to villagers, county by county with its name; for who has chosen no
    village."""
    found: dict[str, list[ChannelRow]] = {}
    for channel in sorted(
        Channel.objects.filter(closed_on=None, is_shown=True),
        key=lambda c: (c.county, *_in_order(c)),
    ):
        found.setdefault(channel.county, []).append(_row(channel))
    names = places.display_names([c.ljust(CODE_DIGITS, "0") for c in found], actor=actor)
    return [(names.get(c.ljust(CODE_DIGITS, "0"), c), rows) for c, rows in found.items()]


def channel_kinds(counties: Iterable[str], *, actor: Actor) -> frozenset[str]:
    """The kinds of channel that clerks of these counties choose from; empty when one of them has
    set up none, so that every kind is right."""
    asked = {c[:COUNTY_DIGITS] for c in counties}
    rows = Channel.objects.filter(closed_on=None, is_offered=True)
    found: dict[str, set[str]] = {}
    for county, kind in rows.values_list("county", "kind"):
        found.setdefault(county, set()).add(kind)
    kinds = [found.get(c, set()) | found.get(city_of(c), set()) for c in asked]
    return frozenset().union(*kinds) if kinds and all(kinds) else frozenset()


def _in_order(channel: Channel) -> tuple[int, UUID]:
    return channel.order, channel.pk


def _row(channel: Channel, past: tuple[Former, ...] = ()) -> ChannelRow:
    return ChannelRow(
        id=channel.pk, county=channel.county, kind=channel.kind,
        kind_name=codes.name_of(KINDS, channel.kind), form=form_of(channel.kind),
        name=channel.name, address=channel.address, hours=channel.hours, remark=channel.remark,
        is_shown=channel.is_shown, is_offered=channel.is_offered, closed_on=channel.closed_on,
        version=channel.version, link=channel_link(channel.kind, channel.address), past=past,
    )  # fmt: skip
