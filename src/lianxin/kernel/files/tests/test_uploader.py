"""A file is its uploader's until it hangs on a matter: an account, or the form of a report."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianxin.kernel.actor import VILLAGER, Actor, Kind
from lianxin.kernel.errors import Invalid
from lianxin.kernel.files import selectors
from lianxin.kernel.files.models import Attachment
from lianxin.kernel.files.services import (
    attachment_bind,
    attachment_store,
    attachments_pass_on,
)
from lianxin.kernel.files.tests import samples

pytestmark = pytest.mark.django_db
GRID_WORKER = Actor("user:li", "老李", Kind.STAFF)
CASE = "case:0199-a"


def stored(actor: Actor = VILLAGER) -> Attachment:
    """A photo of somebody."""
    upload = SimpleUploadedFile("a.jpg", samples.photo_with_gps(), "image/jpeg")
    return attachment_store(actor=actor, upload=upload, kind="photo")


def test_nobody_hangs_up_what_somebody_else_uploaded() -> None:
    """Neither a colleague's photo nor that of another person who is writing a report."""
    other = Actor("reporter:0199-b", "村民", Kind.REPORTER)
    hers, own = stored(other), stored(GRID_WORKER)
    for actor in (GRID_WORKER, VILLAGER):
        with pytest.raises(Invalid, match="没有传上来"):
            attachment_bind(actor=actor, ids=[hers.pk, own.pk], stream=CASE)
    assert set(Attachment.objects.values_list("stream", flat=True)) == {""}
    attachment_bind(actor=other, ids=[hers.pk], stream=CASE)
    with pytest.raises(Invalid, match="没有传上来"):
        attachment_bind(actor=GRID_WORKER, ids=[hers.pk], stream=CASE)


def test_it_is_said_how_many_hang_anew() -> None:
    first, second = stored(), stored()
    assert attachment_bind(actor=VILLAGER, ids=[first.pk], stream=CASE) == 1
    assert attachment_bind(actor=VILLAGER, ids=[first.pk, second.pk], stream=CASE) == 1


def test_files_of_a_form_go_on_with_it_and_with_nothing_else() -> None:
    first, again = (Actor(f"reporter:0199-{n}", "村民", Kind.REPORTER) for n in "ab")
    hers, sent, others = stored(first), stored(first), stored(VILLAGER)
    attachment_bind(actor=first, ids=[sent.pk], stream=CASE)
    attachments_pass_on(actor=first, ids=[hers.pk, sent.pk, others.pk], to=again)
    assert selectors.attachments_unbound([hers.pk, others.pk], actor=again) == [hers]
    assert Attachment.objects.get(pk=sent.pk).created_by == first.id
