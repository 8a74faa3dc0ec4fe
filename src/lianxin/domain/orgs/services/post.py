"""Fill posts and the matrix 片·线·点."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from django.db import transaction

from lianxin.domain.orgs.events import PostAssigned, PostEnded, ResponsibilitySet
from lianxin.domain.orgs.models import Org, Post, Responsibility
from lianxin.domain.orgs.permissions import Grant
from lianxin.domain.orgs.rules import Duty, check_duty
from lianxin.domain.orgs.selectors import CATEGORIES, chain
from lianxin.domain.orgs.services._card import reissue_of
from lianxin.domain.orgs.services._phone import clean_phone
from lianxin.domain.orgs.services.org import org_locked
from lianxin.domain.places import selectors as places
from lianxin.domain.users import selectors as users
from lianxin.kernel import clock
from lianxin.kernel.actor import Actor
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.errors import Invalid, NotFound, RuleViolation
from lianxin.kernel.facts import record


@dataclass(frozen=True)
class NewPost:
    """A post to fill; `user` if the person has an account, `since` if not from today."""

    org: UUID
    title: str
    person_name: str
    phone: str = ""
    duty_text: str = ""
    user: UUID | None = None
    is_public: bool = True
    since: date | None = None


@dataclass(frozen=True)
class Square:
    """A square of the matrix: 片 without a category, 线 and 点 with one."""

    kind: Duty
    area: str
    category: str = ""


@transaction.atomic
def post_assign(*, actor: Actor, post: NewPost) -> Post:
    """Somebody takes up a post 任职.

    Safe to repeat: the same person holds the same post once at a time.
    Emits: PostAssigned, CardReissued. Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    org = org_locked(post.org)
    actor.require(Grant.MANAGE, area=org.area_id)
    title, person = post.title.strip(), post.person_name.strip()
    for field, value, said in (
        ("title", title, "请写职务。"), ("person_name", person, "请写姓名。"),
    ):  # fmt: skip
        if not value:
            raise Invalid(said, fields={field: said})
    if not org.is_active:
        raise RuleViolation("这个单位已经撤销，不能再任职。")
    if post.user is not None and users.user_get(post.user, actor=actor) is None:
        raise NotFound("没有找到这个账号。")
    held = Post.objects.filter(org=org, title=title, person_name=person, to_on=None).first()
    if held is not None:
        return held
    made = Post.objects.create(
        org=org, title=title, person_name=person, phone=clean_phone(post.phone, "phone"),
        duty_text=post.duty_text.strip(), user_id=post.user, is_public=post.is_public,
        from_on=post.since or clock.today(),
    )  # fmt: skip
    event = PostAssigned(
        stream=f"org:{org.pk}", post=str(made.pk), org=str(org.pk), since=made.from_on.isoformat()
    )
    record(event, actor=actor)
    reissue_of(org.area_id, actor)
    return made


@transaction.atomic
def post_end(*, actor: Actor, post_id: UUID, on: date | None = None) -> Post:
    """Somebody leaves a post; what the person answered for becomes a gap, the row stays 离任.

    `on`: the first day without the post, today if none is given.

    Safe to repeat. Emits: PostEnded, CardReissued. Raises: Denied, Invalid, NotFound.
    """
    found = Post.objects.filter(pk=post_id).first()
    if found is None:
        raise NotFound("没有找到这个岗位。")
    org = org_locked(found.org_id)
    actor.require(Grant.MANAGE, area=org.area_id)
    found.refresh_from_db()
    if found.to_on is not None:
        return found
    end = on or max(clock.today(), found.from_on)
    if end < found.from_on:
        said = "离任日期要在任职日期之后。"
        raise Invalid(said, fields={"on": said})
    found.to_on = end
    found.save(update_fields=["to_on"])
    event = PostEnded(
        stream=f"org:{org.pk}", post=str(found.pk), org=str(org.pk), on=end.isoformat()
    )
    record(event, actor=actor)
    reissue_of(org.area_id, actor)
    return found


@transaction.atomic
def responsibility_set(
    *,
    actor: Actor,
    kind: Duty,
    area: str,
    category: str = "",
    post: UUID | None = None,
    org: UUID | None = None,
) -> Responsibility:
    """Say who answers for an area, a line of work or a spot; the former answer is kept 片线点.

    Basis: S23. Safe to repeat. Emits: ResponsibilitySet.
    Raises: Denied, Invalid, NotFound, RuleViolation.
    """
    actor.require(Grant.MANAGE, area=area)
    check_duty(kind, category=category, has_post=post is not None, has_unit=org is not None)
    square = Square(kind, area, category)
    _check_square(square, actor)
    if kind is Duty.SITE:
        post = None
        _check_serves(cast(UUID, org), area, actor)
    else:
        org = None
        _check_post(cast(UUID, post), area, actor)
    today = clock.today()
    now = _current(square)
    if now is not None and (now.post_id, now.org_id) == (post, org):
        return now
    if now is not None:
        now.to_on = max(today, now.from_on)
        now.save(update_fields=["to_on"])
    made = Responsibility.objects.create(
        kind=kind.value, area_id=area, category=category, post_id=post, org_id=org, from_on=today
    )
    event = ResponsibilitySet(
        stream=f"orgs:{area}", responsibility=str(made.pk), duty=kind.value, area=area,
        category=category,
    )  # fmt: skip
    record(event, actor=actor)
    return made


def _current(square: Square) -> Responsibility | None:
    return (
        Responsibility.objects.select_for_update()
        .filter(kind=square.kind.value, area_id=square.area, category=square.category, to_on=None)
        .first()
    )


def _check_square(square: Square, actor: Actor) -> None:
    places.area_get(square.area, actor=actor)
    row = codes.row_of(CATEGORIES, square.category) if square.category else None
    if square.category and (row is None or row.parent_code):
        raise Invalid("请选大类。", fields={"category": "请选大类。"})


def _check_post(post_id: UUID, area: str, actor: Actor) -> None:
    post = Post.objects.filter(pk=post_id).select_related("org").first()
    if post is None:
        raise NotFound("没有找到这个岗位。")
    if not post.is_held_on(clock.today()):
        raise RuleViolation("这个人已经不在这个岗位上了。")
    _check_serves(post.org_id, area, actor)


def _check_serves(org_id: UUID, area: str, actor: Actor) -> None:
    """Only a unit of this place, or of one above it, answers for it."""
    org = Org.objects.filter(pk=org_id).first()
    if org is None:
        raise NotFound("没有找到这个单位。")
    if not org.is_active or org.area_id not in chain(area, actor=actor):
        raise RuleViolation("这个单位不管这个地方。")
