"""Every verb over units, posts and responsibilities."""

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
    "duty_phone_drop",
    "duty_phone_set",
    "org_add",
    "org_change",
    "org_close",
    "post_assign",
    "post_end",
    "responsibility_set",
]
