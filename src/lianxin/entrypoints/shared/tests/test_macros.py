"""The macros say what a page needs to be used by everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import engines


def render(source: str, **context: Any) -> str:
    """One piece of a page."""
    return str(engines["jinja2"].from_string(source).render(context))


def test_an_error_stands_at_its_field_and_is_announced_with_it() -> None:
    html = render('{{ ui.field("phone", "手机", "13a", "发短信用", "只能是数字") }}')
    assert 'aria-describedby="h-phone e-phone"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="13a"' in html
    assert 'id="e-phone"' in html


def test_the_summary_leads_to_each_field() -> None:
    html = render("{{ ui.error_summary(e) }}", e={"text": "请说说是什么事", "": "再试一次"})
    assert 'href="#f-text"' in html
    assert "<li>再试一次</li>" in html
    assert render("{{ ui.error_summary({}) }}").strip() == ""


def test_typed_text_cannot_become_part_of_the_page() -> None:
    evil = "<script>alert(1)</script>\n\"'"
    for piece in (
        '{{ ui.textarea("t", "t", evil) }}',
        '{{ ui.field("t", "t", evil) }}',
        "{{ ui.timeline([{'at': evil, 'word': evil, 'text': evil}]) }}",
        "{{ ui.notice('info', evil, evil) }}",
        "{{ ui.button(evil, attrs={'data-x': evil}) }}",
        "{{ evil|lines }}",
    ):
        assert "<script>" not in render(piece, evil=evil), piece


def test_choices_keep_what_was_picked() -> None:
    options = [{"value": "04", "label": "垃圾", "icon": "trash"}, {"value": "05", "label": "住房"}]
    one = render('{{ ui.choices("k", "哪一类", o, "05") }}', o=options)
    assert 'value="05" checked' in one
    assert 'value="04" checked' not in one
    many = render('{{ ui.choices("k", "哪一类", o, ["04", "05"], multiple=True) }}', o=options)
    assert many.count(" checked") == 2


@pytest.mark.parametrize("options", [[("1", "甲")], [{"value": "1", "label": "甲"}]])
def test_a_list_takes_pairs_and_records(options: Any) -> None:
    html = render('{{ ui.select("a", "村", o, 1, blank="请选") }}', o=options)
    assert '<option value="1" selected>甲</option>' in html


def test_unknown_macros_are_an_error_and_not_an_empty_page() -> None:
    with pytest.raises(Exception, match="no_such_thing"):
        render('{{ ui.no_such_thing("x") }}')


def test_progress_says_in_words_where_it_stands() -> None:
    html = render(
        "{{ ui.progress(s) }}",
        s=[{"word": "收到", "state": "done"}, {"word": "正在办", "state": "now", "who": "李明"}],
    )
    assert 'aria-current="step"' in html
    assert "现在在这一步" in html
