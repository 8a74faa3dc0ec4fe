"""What can have happened to a unit, a post or a responsibility."""

from __future__ import annotations

from dataclasses import dataclass

from lianxin.kernel.facts import Event


@dataclass(frozen=True)
class OrgAdded(Event):
    """A unit was entered."""

    org: str
    area: str


@dataclass(frozen=True)
class OrgChanged(Event):
    """A unit's short name, line of work or phone changed."""

    org: str


@dataclass(frozen=True)
class OrgClosed(Event):
    """A unit takes no more matters."""

    org: str


@dataclass(frozen=True)
class PostAssigned(Event):
    """A post was taken up."""

    post: str
    org: str
    since: str


@dataclass(frozen=True)
class PostEnded(Event):
    """A post was given up; `on` is the first day without it."""

    post: str
    org: str
    on: str


@dataclass(frozen=True)
class ResponsibilitySet(Event):
    """A square of the matrix 片·线·点 was filled anew."""

    responsibility: str
    duty: str
    area: str
    category: str


@dataclass(frozen=True)
class DutyPhoneSet(Event):
    """A number that is answered was entered or changed."""

    area: str
    phone_id: int


@dataclass(frozen=True)
class DutyPhoneDropped(Event):
    """A number is answered no more."""

    area: str
    phone_id: int


@dataclass(frozen=True)
class ChannelAdded(Event):
    """A county opened a channel."""

    channel: str
    county: str
    channel_kind: str


@dataclass(frozen=True)
class ChannelChanged(Event):
    """A channel's name, address, hours, remark, or who sees it changed."""

    channel: str
    county: str


@dataclass(frozen=True)
class ChannelClosed(Event):
    """Nobody is to be reached by this channel any more."""

    channel: str
    county: str


@dataclass(frozen=True)
class ChannelReopened(Event):
    """A closed channel works again."""

    channel: str
    county: str


@dataclass(frozen=True)
class ChannelsOrdered(Event):
    """A county's channels were put into another order; `channel` is the one that was moved."""

    channel: str
    county: str


@dataclass(frozen=True)
class CardOpened(Event):
    """A village began its service card."""

    village: str


@dataclass(frozen=True)
class CardReissued(Event):
    """What a reader of the card sees became another version."""

    village: str
    number: int


@dataclass(frozen=True)
class CardEntryAdded(Event):
    """A line came onto the card."""

    village: str
    entry: str


@dataclass(frozen=True)
class CardEntryChanged(Event):
    """A line's name, work, numbers, hours or last day changed."""

    village: str
    entry: str


@dataclass(frozen=True)
class CardEntryDropped(Event):
    """A line was taken off the card."""

    village: str
    entry: str


@dataclass(frozen=True)
class CardEntryRestored(Event):
    """A line that was taken off came back."""

    village: str
    entry: str


@dataclass(frozen=True)
class CardEntryPlaced(Event):
    """A line went to another place in its group."""

    village: str
    entry: str


@dataclass(frozen=True)
class CardEntryChecked(Event):
    """Somebody rang a number, and it was right."""

    village: str
    entry: str


@dataclass(frozen=True)
class CardNumberSuggested(Event):
    """A villager said which number is missing; what it is stands in no fact."""

    village: str
    suggestion: str


@dataclass(frozen=True)
class CardSuggestionAccepted(Event):
    """A suggested number came onto the card."""

    village: str
    suggestion: str
    entry: str


@dataclass(frozen=True)
class CardSuggestionDeclined(Event):
    """A suggested number does not come onto the card."""

    village: str
    suggestion: str
