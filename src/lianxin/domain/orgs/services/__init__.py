"""Every verb over units, posts and responsibilities."""

from lianxin.domain.orgs.services.org import NewOrg, duty_phone_set, org_add
from lianxin.domain.orgs.services.post import NewPost, post_assign, post_end, responsibility_set

__all__ = [
    "NewOrg",
    "NewPost",
    "duty_phone_set",
    "org_add",
    "post_assign",
    "post_end",
    "responsibility_set",
]
