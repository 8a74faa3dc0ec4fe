"""Bad input, line by line: a plain sentence where it was made, the words kept, nothing lost.

`WHERE` is the list: each kind of bad input, and the tests that hold it. Half of them stand beside
the pages and services they are about; what crosses all pages stands here, what is wrong with signs
and encodings in `test_bad_input_words.py`, what happens at once in `test_bad_input_together.py`.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from lianxin.domain.cases.models import Case, Meeting, MeetingItem
from lianxin.domain.cases.services import case_sign
from lianxin.entrypoints.villager.tests.walk import press, to_more, to_what
from lianxin.kernel import clock
from lianxin.kernel.files.models import Attachment
from lianxin.kernel.files.services import storage
from lianxin.kernel.files.tests.samples import photo_with_gps
from tests.browsers import at_desk, facts, words
from tests.cast import TOWN, Cast, dispatched, hire

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parent.parent
PAGES = "src/lianxin/entrypoints"
VILLAGER = f"{PAGES}/villager/tests/test_bad_input.py"
REGISTER = f"{PAGES}/desk/tests/test_register.py"
ACTS = f"{PAGES}/desk/tests/test_acts.py"
IMPORTS = f"{PAGES}/desk/tests/test_imports.py"
READER = "src/lianxin/exchange/tests/test_reader.py"
PHOTO = "src/lianxin/kernel/files/tests/test_photo.py"
HERE, TOGETHER = "tests/test_bad_input.py", "tests/test_bad_input_together.py"
WORDS = "tests/test_bad_input_words.py"
NEEDED = "test_what_cannot_be_taken_says_why_and_nothing_typed_is_lost"
AT_PLACE = "test_what_is_missing_is_said_at_its_place_and_the_words_stay"
NO_PHOTO = "test_a_file_that_is_no_photo_is_refused_and_the_good_one_is_kept"
NO_FILE = "test_a_file_that_cannot_be_taken_gets_a_sentence"

WHERE: dict[str, list[tuple[str, str]]] = {
    "empty text": [(VILLAGER, "test_neither_words_nor_voice"), (REGISTER, NEEDED),
                   (ACTS, AT_PLACE), (WORDS, "test_signs_that_nobody_sees_are_no_words")],
    "10,000 characters": [
        (VILLAGER, "test_ten_thousand_characters_are_kept_and_asked_to_be_shorter"),
        (REGISTER, NEEDED), (ACTS, AT_PLACE)],
    "emoji": [(WORDS, "test_emoji_are_words_like_others_and_hidden_signs_go"),
              (WORDS, "test_no_page_breaks_on_hidden_signs"),
              (WORDS, "test_a_draft_with_half_a_sign_is_read")],
    "a village that is not there": [(VILLAGER, "test_a_place_that_cannot_be_is_said_at_once"),
                                    (REGISTER, NEEDED)],
    "a day that has passed": [(HERE, "test_a_day_that_has_passed_is_said_where_it_was_chosen"),
                              (HERE, "test_a_meeting_is_not_called_for_yesterday")],
    "a photo that is none": [(VILLAGER, NO_PHOTO), (PHOTO, "test_a_renamed_file_is_told_by_its_first_bytes"),
                             (HERE, "test_where_a_photo_was_taken_is_not_kept")],
    "a bomb": [(VILLAGER, NO_PHOTO), (READER, "test_a_bomb_is_not_unpacked"),
               (HERE, "test_a_workbook_that_unpacks_to_gigabytes_is_refused_on_its_page")],
    "30 MB": [(VILLAGER, NO_PHOTO), (IMPORTS, NO_FILE),
              (HERE, "test_thirty_megabytes_of_words_are_not_read")],
    "two at once": [(ACTS, "test_who_comes_second_sees_the_new_state_and_keeps_the_words"),
                    (TOGETHER, "test_two_clerks_move_one_matter_and_one_of_them_reads_why")],
    "half a form": [(TOGETHER, "test_a_form_that_breaks_off_on_its_way_does_nothing"),
                    (TOGETHER, "test_half_an_answer_is_never_sent"),
                    (TOGETHER, "test_a_file_that_breaks_off_does_nothing")],
    "another encoding": [(WORDS, "test_words_of_another_encoding_are_not_kept_as_rubbish"),
                         (WORDS, "test_a_form_that_names_another_encoding_is_refused")],
    "the same form twice": [
        (f"{PAGES}/villager/tests/test_report.py", "test_the_same_form_sent_twice_is_one_case"),
        (REGISTER, "test_the_same_form_sent_twice_is_one_matter"),
        (TOGETHER, "test_a_double_click_at_the_desk_is_one_step"),
        (TOGETHER, "test_a_double_click_at_the_same_moment_is_one_step")],
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(WHERE))
def test_every_kind_of_bad_input_has_its_tests(kind: str) -> None:
    for path, name in WHERE[kind]:
        assert f"def {name}(" in (ROOT / path).read_text(), (path, name)


def send(client: Client, case: Case, verb: str, **given: Any) -> Any:
    return client.post(f"/desk/cases/{case.pk}/do/{verb}/", given)


@pytest.mark.parametrize(
    ("verb", "given", "field", "sentence"),
    [
        ("extend_ask", {"reason": "等配件，下周到货"}, "until", "新的期限要比现在的晚"),
        ("suspend", {"kind": "fund", "condition": "等钱下来", "explanation": "当面说过",
                     "is_understood": "1"}, "review_on", "复查日要在今天以后"),
        ("whistle", {"kind": "hard", "why": "乡里没有执法权，办不动", "expected": "来人看看"},
         "meet_at", "碰头的时间要在现在以后"),
        ("instruct", {"text": "三天内办结，报我一声"}, "due", "期限要在现在以后"),
    ],
)  # fmt: skip
def test_a_day_that_has_passed_is_said_where_it_was_chosen(
    cast: Cast, verb: str, given: dict[str, str], field: str, sentence: str
) -> None:
    hire(cast, "leader", "R13", TOWN)
    case = dispatched(cast)
    case_sign(actor=cast.actor("handler"), case_id=case.pk)
    who = {"extend_ask": "handler", "instruct": "leader"}.get(verb, "dispatcher")
    chosen = "2020-01-01T09:00" if field == "meet_at" else "2020-01-01"
    before = facts()
    more = {"units": str(cast.station.pk)} if verb == "whistle" else {}
    answer = send(at_desk(cast, who), case, verb, **given, **more, **{field: chosen})
    page = words(answer)
    assert answer.status_code == 422
    assert sentence in page.split(f'id="e-{verb}-{field}"', 1)[1].split("</p>", 1)[0]
    assert chosen in page
    assert all(value in page for value in given.values())
    assert facts() == before


def test_a_meeting_is_not_called_for_yesterday(cast: Cast) -> None:
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    desk, before = at_desk(cast, "dispatcher"), facts()
    answer = desk.post("/desk/meetings/", {"held_on": yesterday, "place_text": "村委会院里"})
    assert answer.status_code == 422
    assert yesterday in words(answer)
    assert "村委会院里" in words(answer)
    assert (Meeting.objects.count(), facts()) == (0, before)
    case = dispatched(cast)
    day = clock.today().isoformat()
    page = desk.post("/desk/meetings/", {"held_on": day, "place_text": ""})["Location"]
    desk.post(f"{page}add/", {"no": case.no})
    given = {"ending": "dated", "text": "环卫站周五前拉走", "owner": str(cast.station.pk),
             "due_on": yesterday}  # fmt: skip
    before = facts()
    refused = desk.post(f"{page}{MeetingItem.objects.get().pk}/", given)
    assert refused.status_code == 422
    assert "环卫站周五前拉走" in words(refused)
    assert "请选今天以后的日子" in words(refused)
    assert facts() == before


def test_where_a_photo_was_taken_is_not_kept(client: Client, cast: Cast) -> None:
    taken = SimpleUploadedFile("家门口.jpg", photo_with_gps(), "image/jpeg")
    press(client, to_more(client), photos=[taken], photos_shown="1")
    item = Attachment.objects.get()
    for name in (item.storage_name, item.thumb_name):
        with storage().open(name, "rb") as kept, Image.open(kept) as image:
            assert not image.getexif()
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                       "progressive", "progression"}  # fmt: skip


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_on_its_page(
    cast: Cast, tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(600):
                sheet.write(b"0" * 1024 * 1024)
    before = facts()
    upload = SimpleUploadedFile("工单.xlsx", bomb.read_bytes())
    answer = at_desk(cast, "desk").post("/desk/cases/import/", {"file": upload})
    assert answer.status_code == 422
    assert "太大" in words(answer)
    assert (Case.objects.count(), facts()) == (0, before)


def test_thirty_megabytes_of_words_are_not_read(client: Client, cast: Cast) -> None:
    answer = press(client, to_what(client), text="长" * 10 * 1024 * 1024)
    assert answer.status_code == 413
    assert "太大了" in words(answer)
    assert "回上一页" in words(answer)
