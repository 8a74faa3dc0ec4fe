"""Units and posts for tests: invented people in office."""

from __future__ import annotations

from lianxin.domain.orgs.models import Org, Post
from lianxin.domain.orgs.rules import Kind
from lianxin.domain.orgs.services import NewOrg, NewPost, org_add, post_assign
from lianxin.domain.places.factories import area as make_area
from lianxin.kernel.actor import system

BOSS = system("test")


def org(name: str, area: str, kind: Kind = Kind.STATION, line: str = "") -> Org:
    """A unit that serves an area."""
    place = make_area(area)
    return org_add(actor=BOSS, org=NewOrg(name, name, kind.value, place.level, area, line))


def post(unit: Org, title: str, name: str, phone: str = "", is_public: bool = True) -> Post:
    """Somebody in office from today."""
    given = NewPost(unit.pk, title, name, phone, is_public=is_public)
    return post_assign(actor=BOSS, post=given)
