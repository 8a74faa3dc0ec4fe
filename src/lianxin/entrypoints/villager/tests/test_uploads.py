"""What was uploaded belongs to the form that brought it, and to nobody who knows its number."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from lianxin.domain.cases.models import Case
from lianxin.entrypoints.villager.tests.walk import (
    photo,
    press,
    sources,
    text_of,
    to_check,
    to_who,
)
from lianxin.kernel import ids
from lianxin.kernel.errors import Invalid
from tests.cast import Cast, register

pytestmark = pytest.mark.django_db


def test_a_photo_belongs_to_the_form_that_brought_it(client: Client, cast: Cast) -> None:
    page = to_who(client, photos=[photo()])
    seen = press(client, page, go="more")
    (source,) = sources(seen)
    bare = source.partition("?")[0]
    for strange in ("", f"?of={ids.new()}", "?of=nonsense"):
        assert client.get(bare + strange).status_code == 404
    photo_id = UUID(source.split("/")[3])
    with pytest.raises(Invalid, match="没有传上来"):
        register(attachments=(photo_id,))
    press(client, press(client, page, confidentiality="anonymous"))
    assert Case.objects.get().attachment_count == 1


def test_a_form_sent_a_second_time_as_another_matter_takes_its_new_photo_along(
    client: Client, cast: Cast
) -> None:
    page = to_check(client)
    press(client, page)
    again = press(client, press(client, page, go="more"), photos=[photo()], photos_shown="1")
    told = press(client, press(client, again, go="what"), text="是另一件事，路灯不亮")
    asked = press(client, told)
    assert "已经收到一件" in text_of(asked)
    press(client, asked)
    first, second = Case.objects.order_by("registered_at")
    assert (first.attachment_count, second.attachment_count) == (1, 1)
