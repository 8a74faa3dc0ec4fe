"""The caller's own earlier matter is offered first; one press joins, one press parts."""

from __future__ import annotations

from typing import Any

import pytest

from lianxin.domain.cases.models import Case
from lianxin.entrypoints.desk.tests.conftest import LogIn, said
from lianxin.kernel import ids
from tests.cast import VILLAGE, Cast, closed, dispatched, register

pytestmark = pytest.mark.django_db


def form(**changes: Any) -> dict[str, Any]:
    given = {
        "id": str(ids.new()), "area": VILLAGE, "place": "卧凤沟乡小新立屯村", "text": "垃圾还没拉走",
        "reporter_phone": "13841800001", "channel": "phone", "origin": "reported",
        "confidentiality": "open", "people_count": "1", "category": "0402",
    }  # fmt: skip
    return given | changes


def test_one_press_puts_the_call_on_the_earlier_matter(cast: Cast, at_desk: LogIn) -> None:
    first, sister = dispatched(cast), at_desk("dispatcher")
    beside = said(sister.post("/desk/cases/new/advice/", form()))
    assert "这个电话 30 天内在这个村报过" in beside
    assert f'name="same_as" value="{first.pk}"' in beside
    assert beside.count(str(first.pk)) == 2, "it is not offered once more as a likeness"
    assert "报过" not in said(
        sister.post("/desk/cases/new/advice/", form(reporter_phone="13841800002"))
    )
    shown = said(sister.post("/desk/cases/new/", form(same_as=str(first.pk)), follow=True))
    assert first.no in shown
    assert "卧凤沟乡环卫站" in shown
    second = Case.objects.get(parent=first)
    sister.post(f"/desk/cases/{second.pk}/do/part/")
    second.refresh_from_db()
    assert second.state == "registered"


def test_an_earlier_matter_that_has_just_ended_leaves_the_form_as_it_was(
    cast: Cast, at_desk: LogIn
) -> None:
    first = closed(cast)
    answer = at_desk("dispatcher").post("/desk/cases/new/", form(same_as=str(first.pk)))
    assert answer.status_code == 409
    assert "已经结束" in said(answer)
    assert "垃圾还没拉走" in said(answer)
    assert Case.objects.count() == 1


def test_the_dispatcher_joins_by_one_press(cast: Cast, at_desk: LogIn) -> None:
    first, second = register(), register()
    neighbour = register(reporter_phone="13841800002")
    sister = at_desk("dispatcher")
    shown = said(sister.get(f"/desk/cases/{second.pk}/"))
    assert f'name="no" value="{first.no}"' in shown
    assert f'name="no" value="{neighbour.no}"' in shown
    sister.post(f"/desk/cases/{second.pk}/do/join/", {"no": first.no})
    second.refresh_from_db()
    assert second.parent_id == first.pk
