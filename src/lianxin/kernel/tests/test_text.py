"""Every word of two or more characters is found wherever it stands."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lianxin.kernel.text import MAX_ASKED, search_vector_value, tokens, tsquery


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("垃圾没人清", ["垃圾", "圾没", "没人", "人清"]),
        ("狗", ["狗"]),
        ("路，灯", ["路", "灯"]),
        ("LED灯3号", ["led", "灯", "3", "号"]),
        ("３号楼ＡＢ", ["3", "号楼", "ab"]),
        ("断水断水", ["断水", "水断"]),
        ("䶮𬱟的路", ["䶮𬱟", "𬱟的", "的路"]),
        ("二〇二六", ["二〇", "〇二", "二六"]),
        ("ᠮᠣᠩᠭᠣᠯ café", ["ᠮᠣᠩᠭᠣᠯ", "café"]),
        ("'; DROP TABLE & | ! <-> :* \\ \x00", ["drop", "table"]),
        ("", []),
        ("，。！—— _", []),
    ],
)
def test_a_text_becomes_its_words(text: str, words: list[str]) -> None:
    assert tokens(text) == words


def test_a_question_asks_for_all_its_words() -> None:
    assert tsquery("垃圾清运 LED") == "'垃圾' & '圾清' & '清运' & 'led'"
    assert tsquery("桥") == "'桥':*"
    assert tsquery("？！") is None


def test_a_whole_page_pasted_into_the_search_box_is_cut_short() -> None:
    pasted = tsquery("".join(chr(0x4E00 + i) for i in range(3000)) + " " + "a" * 5000)
    assert pasted is not None
    assert pasted.count("&") == MAX_ASKED - 1


def found(text: str, question: str) -> bool:
    """Ask the database, as the queue's search does."""
    expression = search_vector_value(text)
    with connection.cursor() as cursor:
        compiled, values = expression.as_sql(_compiler(), connection)
        cursor.execute(
            f"SELECT {compiled} @@ to_tsquery('simple', %s)",  # noqa: S608 - compiled by Django
            [*values, tsquery(question)],
        )
        return bool(cursor.fetchone()[0])


def _compiler() -> SQLCompiler:
    from lianxin.kernel.codes.models import Code

    compiler: SQLCompiler = Code.objects.all().query.get_compiler(connection=connection)
    return compiler


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "question", "is_found"),
    [
        ("村东头的垃圾箱三天没人清了", "垃圾", True),
        ("村东头的垃圾箱三天没人清了", "垃圾箱", True),
        ("村东头的垃圾箱三天没人清了", "垃圾 没人", True),
        ("村东头的垃圾箱三天没人清了", "圾垃", False),
        ("村东头的垃圾箱三天没人清了", "路灯", False),
        ("快来修桥", "桥", True),
        ("桥坏了", "桥", True),
        ("小桥坏了", "桥", True),
        ("路坏了", "桥", False),
        ("LED灯不亮", "led", True),
        ("3号井没水", "3号", True),
        ("2109212026112300018", "2109212026112300018", True),
        ("a" * 5000, "a" * 5000, True),
        ("", "桥", False),
    ],
)
def test_the_database_finds_what_a_clerk_looks_for(
    text: str, question: str, is_found: bool
) -> None:
    assert found(text, question) is is_found


class Found(TestCase):
    """Properties that need the database."""

    @given(text=st.text(alphabet="垃圾路灯桥水，。 ab12", min_size=1, max_size=30), data=st.data())
    @settings(max_examples=40, deadline=None)
    def test_any_piece_of_a_text_finds_the_text(self, text: str, data: st.DataObject) -> None:
        """Words of letters are taken whole: a piece of one is another word."""
        pieces = [p for p in text.replace("，", " ").replace("。", " ").split() if p]
        if not pieces:
            return
        piece = data.draw(st.sampled_from(pieces))
        assert found(text, piece)

    @given(question=st.text(max_size=40))
    @settings(max_examples=60, deadline=None)
    def test_no_question_can_break_the_search(self, question: str) -> None:
        """Quotes, operators, emoji, control signs: never an error."""
        if tsquery(question):
            found("垃圾", question)
