"""What the tests of the register do again and again."""

from __future__ import annotations

from uuid import UUID, uuid4

from lianxin.domain.people import services as keep
from lianxin.domain.people.models import Household, Tag
from lianxin.domain.people.services import NewTag
from lianxin.kernel.facts.models import Fact
from tests.cast import Cast


def head(home: Household) -> UUID:
    assert home.head_id is not None
    return home.head_id


def facts_of(home: Household) -> list[str]:
    rows = Fact.objects.filter(stream=f"household:{home.pk}").order_by("seq")
    return list(rows.values_list("kind", flat=True))


def give(home: Household, code: str, cast: Cast, who: str = "grid", **more: object) -> Tag:
    tag = NewTag(id=uuid4(), code=code, basis="self", **more)  # type: ignore[arg-type] # for tests
    return keep.tag_give(actor=cast.actor(who), household_id=home.pk, tag=tag)
