"""Every verb over units, posts, responsibilities and channels."""

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
    "NewOrg",
    "NewPost",
    "OrgChange",
    "Wording",
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
