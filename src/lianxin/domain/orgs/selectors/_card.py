"""What stands on a card today: who is in office, and the lines that the village keeps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from lianxin.domain.orgs.models import CardEntry, Post
from lianxin.domain.orgs.rules import Level, Line, group_of_post, head_rank, is_held, is_over
from lianxin.kernel.codes import selectors as codes

GROUPS = "card_group"


def groups() -> dict[str, str]:
    """The groups of a card in their order, by code."""
    return {row.code: row.name for row in codes.table(GROUPS)}


def is_office_group(group: str) -> bool:
    """Do people stand in this group by their office, so that their numbers are work phones?"""
    row = codes.row_of(GROUPS, group)
    return bool(row and row.extra.get("in_office"))


def in_office(village: str, day: date) -> list[Line]:
    """The village's people in office on a day, heads first; those without a number as well."""
    posts = Post.objects.filter(
        org__area_id=village, org__level=Level.VILLAGE.value, org__is_active=True, is_public=True
    )
    held = [post for post in posts if is_held(post.from_on, post.to_on, day)]
    held.sort(key=lambda p: (head_rank(p.title), p.title, p.person_name, p.pk))
    return [
        Line(
            group_of_post(p.title), p.person_name,
            f"{p.title}，{p.duty_text}" if p.duty_text else p.title,
            (p.phone,) if p.phone else (), post=p.pk,
        )
        for p in held
    ]  # fmt: skip


def kept_rows(village: str) -> list[CardEntry]:
    """Every line that the village keeps, in its order; the dropped ones too."""
    return list(CardEntry.objects.filter(card_id=village).order_by("order", "pk"))


def kept(rows: Iterable[CardEntry], day: date) -> list[Line]:
    """Those of them that stand on a day."""
    return [
        line_of(row) for row in rows if row.dropped_on is None and not is_over(row.valid_to, day)
    ]


def line_of(row: CardEntry) -> Line:
    """A kept line as the rules read it."""
    post: UUID | None = row.post_id
    return Line(row.group, row.name, row.duty, tuple(row.phones), row.hours, row.pk, post)
