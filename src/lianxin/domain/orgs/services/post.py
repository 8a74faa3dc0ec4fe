"""Fill posts and the matrix 片·线·点."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from lianxin.domain.orgs.events import PostAssigned, PostEnded, ResponsibilitySet
from lianxin.domain.orgs.models import Org, Post, Responsibility
from lianxin.domain.orgs.permissions import Grant
from lianxin.domain.orgs.rules import Duty, check_duty
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.errors import NotFound
from lianxin.kernel.facts import record


@dataclass(frozen=True)
class NewPost:
    """A post to fill; `user` if the person has an account."""

    org: UUID
    title: str
    person_name: str
    phone: str = ""
    duty_text: str = ""
    user: UUID | None = None
    is_public: bool = True


@transaction.atomic
def post_assign(*, actor: Actor, post: NewPost) -> Post:
    """Somebody takes up a post today 任职.

    Emits: PostAssigned. Raises: Denied, NotFound.
    """
    org = Org.objects.filter(pk=post.org).first()
    if org is None:
        raise NotFound("没有找到这个单位。")
    actor.require(Grant.MANAGE, area=org.area_id)
    made = Post.objects.create(
        org=org, title=post.title, person_name=post.person_name, phone=post.phone,
        duty_text=post.duty_text, user_id=post.user, is_public=post.is_public,
        from_on=clock.today(),
    )
    record(
        PostAssigned(stream=f"org:{org.pk}", post=str(made.pk), org=str(org.pk)), actor=actor
    )
    return made


@transaction.atomic
def post_end(*, actor: Actor, post_id: UUID) -> Post:
    """Somebody leaves a post; today is the last day, the row stays 离任. Safe to repeat.

    Emits: PostEnded. Raises: Denied, NotFound.
    """
    post = Post.objects.select_for_update().filter(pk=post_id).first()
    if post is None:
        raise NotFound("没有找到这个岗位。")
    org = Org.objects.get(pk=post.org_id)
    actor.require(Grant.MANAGE, area=org.area_id)
    if post.to_on is None:
        post.to_on = clock.today()
        post.save(update_fields=["to_on"])
        record(
            PostEnded(stream=f"org:{org.pk}", post=str(post.pk), org=str(org.pk)), actor=actor
        )
    return post


@transaction.atomic
def responsibility_set(
    *, actor: Actor, kind: Duty, area: str, category: str = "",
    post: UUID | None = None, org: UUID | None = None,
) -> Responsibility:
    """Say who answers for an area, a line of work or a spot; the former answer is kept 片线点.

    Basis: S23. Emits: ResponsibilitySet. Raises: Denied, RuleViolation.
    """
    actor.require(Grant.MANAGE, area=area)
    check_duty(kind, category=category, has_post=post is not None, has_unit=org is not None)
    now = Responsibility.objects.select_for_update().filter(
        kind=kind.value, area_id=area, category=category, is_current=True
    )
    now.update(is_current=False)
    made = Responsibility.objects.create(
        kind=kind.value, area_id=area, category=category, post_id=post, org_id=org
    )
    record(
        ResponsibilitySet(
            stream=f"area:{area}", responsibility=str(made.pk), area=area, category=category
        ),
        actor=actor,
    )
    return made
