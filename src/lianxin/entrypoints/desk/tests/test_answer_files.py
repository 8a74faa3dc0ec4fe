"""Photos and voice on an answer: under the answer, for whoever may read the matter, never lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from lianxin.domain.cases import selectors as cases
from lianxin.domain.cases.models import Case
from lianxin.domain.cases.rules import Solved
from lianxin.domain.cases.services import (
    CallBackAnswer,
    case_call_back,
    case_join,
    case_sign,
    case_verify,
)
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel.actor import VILLAGER
from lianxin.kernel.errors import NotFound
from lianxin.kernel.files.models import Attachment
from lianxin.kernel.files.selectors import attachment_open
from lianxin.kernel.files.services import attachment_store
from lianxin.kernel.files.tests import samples
from tests.cast import Cast, dispatched, register, reporter_of

pytestmark = pytest.mark.django_db
WORDS = "车去过了，垃圾清走了。"


def shot(name: str = "清完了.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.photo_with_gps(), "image/jpeg")


def spoken() -> SimpleUploadedFile:
    return SimpleUploadedFile("说一遍.amr", samples.amr(), "audio/amr")


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("清运记录.docx", b"PK\x03\x04 no picture", "image/jpeg")


def signed(cast: Cast, case: Case | None = None) -> Case:
    case = dispatched(cast, case)
    return case_sign(actor=cast.actor("handler"), case_id=case.pk)


def answer(client: Client, case: Case, **given: Any) -> Any:
    """大周 presses 答复."""
    form = {"outcome": "solved", "text": WORDS} | given
    return client.post(f"/desk/cases/{case.pk}/reply/", form)


def told(case: Case) -> Any:
    """What 王奶奶's page holds."""
    return cases.case_villager_page(case.pk, actor=reporter_of(case))


def kept_in(page: str) -> list[str]:
    """Ids of the photos that the form still holds."""
    parts = page.split('name="photos_kept" value="')[1:]
    return [part.partition('"')[0] for part in parts]


def status(client: Client, photo: Attachment, part: str = "") -> int:
    """What comes of opening a photo."""
    page: Any = client.get(f"/files/{photo.pk}/{part}")
    b"".join(getattr(page, "streaming_content", ()))
    return int(page.status_code)


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_two_photos_and_a_word_stand_under_the_answer_and_hers_under_her_report(
    cast: Cast, at_desk: LogIn
) -> None:
    hers = attachment_store(actor=VILLAGER, upload=shot(), kind="photo")
    case, handler = signed(cast, register(attachments=(hers.pk,))), at_desk("handler")
    sent = answer(handler, case, photos=[shot("1.jpg"), shot("2.jpg")], voice=spoken())
    assert sent.status_code == 302
    view, step = told(case), case.steps.get(verb="reply")
    assert [item.pk for item in view.attachments] == [hers.pk]
    assert [item.kind for item in view.reply_files] == ["photo", "photo", "voice"]
    assert [str(item.pk) for item in view.reply_files] == step.data["files"]
    assert Case.objects.get(pk=case.pk).attachment_count == 4
    report, _, history = said(handler.get(f"/desk/cases/{case.pk}/")).partition('class="line"')
    assert f"/files/{hers.pk}/" in report
    assert f"/files/{hers.pk}/" not in history
    for item in view.reply_files:
        assert f"/files/{item.pk}/" in history
        assert f"/files/{item.pk}/" not in report


def test_on_paper_the_photo_of_an_answer_is_printed_and_its_voice_is_told(
    cast: Cast, at_desk: LogIn
) -> None:
    case, handler = signed(cast), at_desk("handler")
    answer(handler, case, photos=[shot()], voice=spoken())
    paper = said(handler.get(f"/desk/cases/{case.pk}/print/"))
    photo, note = told(case).reply_files
    assert f"/files/{photo.pk}/thumb/" in paper
    assert f"/files/{note.pk}/" not in paper
    assert "还有录音，请在系统里听" in paper


def test_王奶奶_sees_the_photo_in_the_answer_and_once_only(cast: Cast, at_desk: LogIn) -> None:
    case = signed(cast)
    answer(at_desk("handler"), case, photos=[shot()])
    (photo,) = told(case).reply_files
    phone = Client()
    phone.post("/track/", {"no": case.no, "secret": told(case).code})
    page = said(phone.get(f"/case/{case.pk}/"))
    assert page.count(f'href="/files/{photo.pk}/"') == 1
    assert page.index(WORDS) < page.index(f"/files/{photo.pk}/") < page.index("经过</h2>")
    assert status(phone, photo) == 200


def test_an_answer_needs_no_photo(cast: Cast, at_desk: LogIn) -> None:
    case = signed(cast)
    assert answer(at_desk("handler"), case).status_code == 302
    assert "files" not in case.steps.get(verb="reply").data
    assert told(case).reply_files == []


def test_a_second_answer_has_its_own_photos_and_the_first_keeps_its(
    cast: Cast, at_desk: LogIn
) -> None:
    case, handler = signed(cast), at_desk("handler")
    answer(handler, case, photos=[shot()])
    (first,) = told(case).reply_files
    case_verify(actor=cast.actor("grid"), case_id=case.pk, is_passed=True, text="去看了。")
    unsolved = CallBackAnswer("phone", True, True, Solved.NO, 2, "只清了一半")
    case_call_back(actor=cast.actor("caller"), case_id=case.pk, answer=unsolved)
    answer(handler, case, text="又去了一趟，全清完了。", photos=[shot()])
    view = told(case)
    assert first.pk not in {item.pk for item in view.reply_files}
    assert [step.files for step in view.steps if step.verb == "reply"][0] == [first]
    assert view.attachments == []


@pytest.mark.parametrize("field", ["photos", "voice"])
def test_a_refused_file_is_named_and_everything_else_stays(
    cast: Cast, at_desk: LogIn, field: str
) -> None:
    case, handler = signed(cast), at_desk("handler")
    files = {"photos": [shot(), paper()]} if field == "photos" else {"photos": [shot()]}
    if field == "voice":
        files["voice"] = paper()  # type: ignore[assignment] # one file instead of several
    back = answer(handler, case, **files)
    page = said(back)
    assert back.status_code == 422
    assert "清运记录.docx：" in page
    assert "答复还没送出去" in page
    assert f"{WORDS}</textarea>" in page
    assert len(kept_in(page)) == 1
    assert state(case) == "signed"
    assert answer(handler, case, photos_kept=kept_in(page)).status_code == 302
    assert [str(item.pk) for item in told(case).reply_files] == kept_in(page)


def test_a_form_that_comes_back_for_its_words_still_holds_its_files(
    cast: Cast, at_desk: LogIn
) -> None:
    case, handler = signed(cast), at_desk("handler")
    page = said(answer(handler, case, text="", photos=[shot()], voice=spoken()))
    (photo,) = kept_in(page)
    note = Attachment.objects.get(kind="voice")
    assert f'name="voice_kept" value="{note.pk}"' in page
    again = said(answer(handler, case, preview="1", photos_kept=photo, voice_kept=str(note.pk)))
    assert f"/files/{photo}/" in again.partition('id="preview"')[2]
    done = answer(handler, case, photos_kept=photo, voice_kept=str(note.pk), voice_drop="1")
    assert done.status_code == 302
    assert [str(item.pk) for item in told(case).reply_files] == [photo]


def test_nine_files_and_not_ten(cast: Cast, at_desk: LogIn) -> None:
    case, handler = signed(cast), at_desk("handler")
    back = answer(handler, case, photos=[shot(f"{n}.jpg") for n in range(9)], voice=spoken())
    page = said(back)
    assert back.status_code == 422
    assert "最多放 8 张" in page
    assert len(kept_in(page)) == 8


def test_photos_wait_in_a_half_written_answer_and_one_thrown_away_meanwhile_is_said(
    cast: Cast, at_desk: LogIn
) -> None:
    case, handler, key = signed(cast), at_desk("handler"), ""
    kept = kept_in(said(answer(handler, case, text="", photos=[shot(), shot()])))
    key = f"case:{case.pk}:reply"
    body = json.dumps({"text": ["写到一半"], "photos_kept": kept})
    handler.post(f"/desk/drafts/{key}/", {"key": key, "body": body})
    assert kept_in(said(handler.get(f"/desk/cases/{case.pk}/"))) == kept
    Attachment.objects.filter(pk=kept[0]).delete()
    back = answer(handler, case, photos_kept=kept)
    assert back.status_code == 422
    assert "没有传上来" in said(back)
    assert kept_in(said(back)) == kept[1:]


def test_nobody_puts_a_colleagues_photo_or_nonsense_into_an_answer(
    cast: Cast, at_desk: LogIn
) -> None:
    case, handler = signed(cast), at_desk("handler")
    other = attachment_store(actor=cast.actor("grid"), upload=shot(), kind="photo")
    page = said(answer(handler, case, text="", photos_kept=[str(other.pk), "../../etc"]))
    assert kept_in(page) == []
    assert escape("../../etc") not in page


def test_who_may_not_read_the_matter_opens_no_photo_of_its_answer(
    cast: Cast, at_desk: LogIn
) -> None:
    case, twin = signed(cast), register(reporter_name="李桂芝", reporter_phone="13841800002")
    case_join(actor=cast.actor("dispatcher"), case_id=twin.pk, parent_id=case.pk)
    answer(at_desk("handler"), case, photos=[shot()])
    (photo,) = told(case).reply_files
    assert told(twin).reply_files == []
    assert WORDS in told(twin).reply
    for client in (at_desk("stranger"), Client()):
        for part in ("", "thumb/"):
            assert status(client, photo, part) in {302, 403, 404}
    with pytest.raises(NotFound):
        attachment_open(
            photo.pk, actor=reporter_of(twin),
            allowed=lambda stream: cases.may_see_stream(stream, actor=reporter_of(twin)),
        )  # fmt: skip


def test_where_the_photo_of_an_answer_was_taken_is_not_kept(cast: Cast, at_desk: LogIn) -> None:
    case = signed(cast)
    answer(at_desk("handler"), case, photos=[shot()])
    (photo,) = told(case).reply_files
    opened = attachment_open(photo.pk, actor=reporter_of(case), allowed=lambda _: True)
    with opened.content:
        assert b"Exif" not in opened.content.read()
