"""Every verb over units, posts, responsibilities, channels and service cards."""

from lianxin.domain.orgs.services._card import EntryWording
from lianxin.domain.orgs.services.card import (
    card_entry_add,
    card_entry_change,
    card_entry_check,
    card_entry_drop,
    card_entry_place,
    card_entry_restore,
    card_open,
    card_usual_add,
    cards_refresh,
)
from lianxin.domain.orgs.services.card_suggestion import (
    card_suggest,
    card_suggestion_accept,
    card_suggestion_decline,
)
from lianxin.domain.orgs.services.channel import (
    Wording,
    channel_add,
    channel_change,
    channel_close,
    channel_place,
    channel_reopen,
)
from lianxin.domain.orgs.services.org import (
    NewOrg,
    OrgChange,
    duty_phone_drop,
    duty_phone_set,
    org_add,
    org_change,
    org_close,
)
from lianxin.domain.orgs.services.post import NewPost, post_assign, post_end, responsibility_set

__all__ = [
    "EntryWording",
    "NewOrg",
    "NewPost",
    "OrgChange",
    "Wording",
    "card_entry_add",
    "card_entry_change",
    "card_entry_check",
    "card_entry_drop",
    "card_entry_place",
    "card_entry_restore",
    "card_open",
    "card_suggest",
    "card_suggestion_accept",
    "card_suggestion_decline",
    "card_usual_add",
    "cards_refresh",
    "channel_add",
    "channel_change",
    "channel_close",
    "channel_place",
    "channel_reopen",
    "duty_phone_drop",
    "duty_phone_set",
    "org_add",
    "org_change",
    "org_close",
    "post_assign",
    "post_end",
    "responsibility_set",
]
