"""Units, posts, who answers for what; channels; the village's service card."""

from lianxin.domain.orgs.models.cards import Card, CardEntry, CardSuggestion, CardVersion
from lianxin.domain.orgs.models.channels import Channel, ChannelPast
from lianxin.domain.orgs.models.units import DutyPhone, Org, Post, Responsibility

__all__ = [
    "Card",
    "CardEntry",
    "CardSuggestion",
    "CardVersion",
    "Channel",
    "ChannelPast",
    "DutyPhone",
    "Org",
    "Post",
    "Responsibility",
]
