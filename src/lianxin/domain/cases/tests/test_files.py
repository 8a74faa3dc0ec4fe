"""Files of a matter: hung up by whoever uploaded them."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lianxin.domain.cases.services import case_reply, case_sign
from lianxin.kernel.actor import VILLAGER, Actor
from lianxin.kernel.errors import Invalid
from lianxin.kernel.files.services import attachment_store
from tests.cast import Cast, dispatched, register

pytestmark = pytest.mark.django_db


def test_an_answer_takes_neither_a_colleagues_photo_nor_the_reporters(cast: Cast) -> None:
    def shot(actor: Actor) -> UUID:
        photo = BytesIO()
        Image.new("RGB", (40, 30), "green").save(photo, "JPEG")
        picture = SimpleUploadedFile("a.jpg", photo.getvalue(), content_type="image/jpeg")
        return attachment_store(actor=actor, upload=picture, kind="photo").pk

    handler, hers = cast.actor("handler"), shot(VILLAGER)
    case = dispatched(cast, register(attachments=(hers,)))
    case_sign(actor=handler, case_id=case.pk)
    for other in (shot(cast.actor("grid")), hers):
        with pytest.raises(Invalid, match="没有传上来"):
            case_reply(
                actor=handler,
                case_id=case.pk,
                outcome="solved",
                text="清了。",
                attachments=(other,),
            )
    own = shot(handler)
    case = case_reply(
        actor=handler, case_id=case.pk, outcome="solved", text="清了。", attachments=(own, own)
    )
    assert (case.attachment_count, case.steps.get(verb="reply").data["files"]) == (2, [str(own)])
