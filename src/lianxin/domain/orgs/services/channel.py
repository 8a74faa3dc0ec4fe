"""A county's channels: opened, changed, closed, opened again, put in order 来件渠道."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from lianxin.domain.orgs.events import (
    ChannelAdded,
    ChannelChanged,
    ChannelClosed,
    ChannelReopened,
    ChannelsOrdered,
)
from lianxin.domain.orgs.models import Channel, ChannelPast
from lianxin.domain.orgs.permissions import Grant
from lianxin.domain.orgs.rules import Form, check_channel, form_of, is_service_sms
from lianxin.domain.orgs.services._phone import clean_phone
from lianxin.domain.places import selectors as places
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import record

KINDS = "channel"
WORDING = ("name", "address", "hours", "remark")
STALE = "刚刚有别人改过这条渠道，现在的样子写在上面。您写的还在，看好了再存。"
TWICE = "同样的一条已经开着了，不用再加。"


@dataclass(frozen=True)
class Wording:
    """What a channel is called, where it is, when, and who sees it; without a name, its kind's."""

    name: str
    address: str
    hours: str = ""
    remark: str = ""
    is_shown: bool = True
    is_offered: bool = True


@transaction.atomic
def channel_add(*, actor: Actor, id: UUID, county: str, kind: str, wording: Wording) -> Channel:
    """A county, or a city for all its counties, opens a channel; it stands last 加渠道.

    `county`: six digits. Safe to repeat: the same `id` sent twice is the same channel.
    Basis: domain.md §2.1. Emits: ChannelAdded. Raises: Denied, Invalid, NotFound.
    """
    area = places.area_get(county.ljust(12, "0"), actor=actor)
    actor.require(Grant.KEEP_CHANNELS, area=area.code)
    if known := Channel.objects.filter(pk=id).first():
        return _same_again(known, county)
    if area.level not in {"county", "city"}:
        raise Invalid("请选县区。", fields={"county": "请选县区。"})
    if codes.row_of(KINDS, kind) is None:
        raise Invalid("请选是哪一种。", fields={"kind": "请选是哪一种。"})
    last = Channel.objects.filter(county=county).aggregate(last=Max("order"))["last"]
    made = Channel(
        pk=id, county=county, kind=kind, order=0 if last is None else last + 1,
        **_clean(kind, wording),
    )  # fmt: skip
    if not _save(made, is_new=True):
        return _same_again(Channel.objects.get(pk=id), county)
    event = ChannelAdded(
        stream=f"channel:{made.pk}", channel=str(made.pk), county=county, channel_kind=kind
    )
    record(event, actor=actor)
    return made


@transaction.atomic
def channel_change(
    *, actor: Actor, channel_id: UUID, wording: Wording, version: int | None = None
) -> Channel:
    """Put a channel right; what it was before stays readable 改渠道.

    `version`: the one that was on the screen. Safe to repeat.
    Emits: ChannelChanged. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    channel = _locked(actor, channel_id)
    wanted = _clean(channel.kind, wording)
    new = {key: value for key, value in wanted.items() if getattr(channel, key) != value}
    if not new:
        return channel
    if version is not None and version != channel.version:
        raise RuleViolation(STALE, code="stale")
    if channel.closed_on is not None:
        raise RuleViolation("这条渠道已经停用了，要改先重新开。")
    if new.keys() & set(WORDING):
        before = {key: getattr(channel, key) for key in WORDING}
        ChannelPast.objects.create(
            channel=channel, version=channel.version, until=clock.today(), **before
        )
    for key, value in new.items():
        setattr(channel, key, value)
    channel.version += 1
    _save(channel)
    record(ChannelChanged(**_identity(channel)), actor=actor)
    return channel


@transaction.atomic
def channel_close(*, actor: Actor, channel_id: UUID) -> Channel:
    """Nobody is to be reached this way any more; the row stays for old matters 停用渠道.

    Safe to repeat. Emits: ChannelClosed. Raises: Denied, NotFound.
    """
    channel = _locked(actor, channel_id)
    if channel.closed_on is None:
        channel.closed_on = clock.today()
        channel.version += 1
        channel.save(update_fields=["closed_on", "version"])
        record(ChannelClosed(**_identity(channel)), actor=actor)
    return channel


@transaction.atomic
def channel_reopen(*, actor: Actor, channel_id: UUID) -> Channel:
    """A closed channel works again 重新开渠道.

    Safe to repeat. Emits: ChannelReopened. Raises: Denied, Invalid, NotFound.
    """
    channel = _locked(actor, channel_id)
    if channel.closed_on is not None:
        channel.closed_on = None
        channel.version += 1
        _save(channel)
        record(ChannelReopened(**_identity(channel)), actor=actor)
    return channel


@transaction.atomic
def channel_place(*, actor: Actor, channel_id: UUID, before: UUID | None) -> None:
    """An open channel goes before another one of its county, or to the end 排顺序.

    Safe to repeat, also by two people at once: whoever is second finds it there already.
    Emits: ChannelsOrdered. Raises: Denied, NotFound.
    """
    channel = _found(actor, channel_id)
    rows = list(
        Channel.objects.select_for_update(of=("self",))
        .filter(county=channel.county, closed_on=None)
        .order_by("pk")
    )
    rows.sort(key=lambda row: (row.order, row.pk))
    moved = next((row for row in rows if row.pk == channel_id), None)
    others = [row for row in rows if row.pk != channel_id]
    at = next((n for n, row in enumerate(others) if row.pk == before), None)
    if moved is None or (before is not None and at is None):
        raise NotFound("没有找到这条渠道，可能刚停用。")
    wanted = [*others]
    wanted.insert(len(others) if at is None else at, moved)
    if wanted == rows:
        return
    for n, row in enumerate(wanted):
        row.order = n
    Channel.objects.bulk_update(wanted, ["order"])
    event = ChannelsOrdered(
        stream=f"channels:{channel.county}", channel=str(channel_id), county=channel.county
    )
    record(event, actor=actor)


def _found(actor: Actor, channel_id: UUID, *, lock: bool = False) -> Channel:
    rows = Channel.objects.select_for_update() if lock else Channel.objects.all()
    channel = rows.filter(pk=channel_id).first()
    if channel is None:
        raise NotFound("没有找到这条渠道。")
    actor.require(Grant.KEEP_CHANNELS, area=channel.county.ljust(12, "0"))
    return channel


def _locked(actor: Actor, channel_id: UUID) -> Channel:
    return _found(actor, channel_id, lock=True)


def _identity(channel: Channel) -> dict[str, str]:
    stream = f"channel:{channel.pk}"
    return {"stream": stream, "channel": str(channel.pk), "county": channel.county}


def _same_again(channel: Channel, county: str) -> Channel:
    """The same form sent twice is one channel; another county's form under its id is a mistake."""
    if channel.county != county:
        raise RuleViolation("这个编号已经用过了，请重新打开页面再加。", code="id_reuse")
    return channel


def _save(channel: Channel, *, is_new: bool = False) -> bool:
    """Insert or update, unless the same channel is open already; False: the form came in twice at
    the same moment.

    Raises: Invalid.
    """
    try:
        with transaction.atomic():
            channel.save(force_insert=is_new)
    except IntegrityError as twice:
        if "channel_open_once" in str(twice):
            raise Invalid(TWICE, fields={"address": TWICE}) from twice
        if is_new and Channel.objects.filter(pk=channel.pk).exists():
            return False
        raise
    return True


def _clean(kind: str, wording: Wording) -> dict[str, str | bool]:
    """One line each, no signs that cannot be seen, full-width letters and digits put right."""
    given = asdict(wording)
    words = {key: _one_line(given[key]) for key in WORDING}
    words["name"] = words["name"] or codes.name_of(KINDS, kind)
    form = form_of(kind)
    if form is not Form.WORDS:
        words["address"] = unicodedata.normalize("NFKC", words["address"]).strip()
    check_channel(kind, words)
    if form is Form.PHONE or form is Form.SMS and not is_service_sms(words["address"]):
        words["address"] = clean_phone(words["address"], "address")
    return words | {"is_shown": wording.is_shown, "is_offered": wording.is_offered}


def _one_line(text: str) -> str:
    return " ".join("".join(s for s in text if s.isprintable() or s.isspace()).split())
