"""The house rules of tables and pages, each first broken on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.house import File, files, pages, tables

Check = Callable[[File], list[str]]
TEMPLATES = [f for f in files(".html") if f.is_in("src/")]


@pytest.mark.parametrize(
    "check",
    [tables.foreign_keys_up, tables.undeclared, tables.burdens],
    ids=lambda check: check.__name__,
)
def test_every_table_keeps(check: Callable[[type[models.Model]], list[str]]) -> None:
    assert [line for model in tables.own_models() for line in check(model)] == []


@isolate_apps("lianxin.domain.places", attr_name="apps")
def test_a_place_that_refers_to_a_case_is_caught() -> None:
    case = apps.get_model("cases", "Case")

    class MadeUp(models.Model):
        case = models.ForeignKey(apps.get_model("cases", "Case"), on_delete=models.CASCADE)

        class Meta:
            app_label = "places"

        def __str__(self) -> str:
            return ""

    MadeUp.__module__ = "lianxin.domain.places.models"
    assert case is MadeUp._meta.get_field("case").related_model
    assert tables.foreign_keys_up(MadeUp)


@isolate_apps("lianxin.domain.places")
def test_a_field_that_does_not_say_whether_it_is_private_is_caught() -> None:
    class MadeUp(models.Model):
        secret = models.TextField()
        name = models.TextField()

        class Meta:
            app_label = "places"

        class Privacy:
            sensitive = {"name"}
            plain = {"id", "name"}

        def __str__(self) -> str:
            return ""

    assert tables.undeclared(MadeUp) == [
        "MadeUp.name: is in both",
        "MadeUp.secret: not declared, or not there",
    ]


BURDENS = [
    "checked_in_at", "check_in", "gps_track", "online_minutes", "last_seen", "staff_rank",
    "attendance", "clock_in_at", "trajectory",
]  # fmt: skip


@pytest.mark.parametrize("name", BURDENS)
@isolate_apps("lianxin.domain.places")
def test_a_column_that_burdens_the_grassroots_is_caught(name: str) -> None:
    assert tables.burdens(_made_up({name: models.TextField(blank=True)}))


@isolate_apps("lianxin.domain.places")
def test_a_compulsory_photo_is_caught() -> None:
    assert tables.burdens(_made_up({"photo": models.CharField(max_length=20)}))
    assert not tables.burdens(_made_up({"picture": models.CharField(max_length=20, blank=True)}))


def _made_up(fields: dict[str, object]) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": "places"})
    body = {"__module__": "lianxin.domain.places.models", "Meta": meta, **fields}
    return type(f"MadeUp{'_'.join(fields)}", (models.Model,), body)


PAGE_RULES: list[tuple[Check, str]] = [
    (pages.untranslated, "<p>派单</p>"),
    (pages.untranslated, "{{ ui.chip('warn', '派单') }}"),
    (pages.untranslated, "{% set word = '派单' %}"),
    (pages.inline, "<p style='color: red'>"),
    (pages.inline, '<button onclick="go()">'),
    (pages.inline, "<script>go()</script>"),
    (pages.inline, "<style>p {}</style>"),
    (pages.inline, '<a href="javascript:go()">'),
    (pages.from_elsewhere, '<script src="https://cdn.example/x.js"></script>'),
    (pages.from_elsewhere, '<link rel="stylesheet" href="//cdn.example/x.css">'),
    (pages.from_elsewhere, "@import 'https://cdn.example/x.css'"),
    (pages.from_elsewhere, "background: url(https://cdn.example/x.png)"),
    (pages.addresses, "fetch('https://stats.example/hit')"),
    (pages.compulsory_photo, '<input type="file" name="photo" required>'),
]


@pytest.mark.parametrize(("check", "text"), PAGE_RULES)
def test_a_page_that_breaks_a_rule_is_caught(check: Check, text: str) -> None:
    assert check(File("made_up.html", text))


def test_what_goes_through_gettext_is_let_through() -> None:
    text = (
        "{# 注释 #}{{ _('派单') }}{% trans n=n %}{{ n }} 件{% pluralize %}{{ n }} 件{% endtrans %}"
    )
    assert pages.untranslated(File("made_up.html", text)) == []


@pytest.mark.parametrize(
    "check",
    [pages.untranslated, pages.inline, pages.from_elsewhere, pages.compulsory_photo],
    ids=lambda check: check.__name__,
)
def test_every_template_keeps(check: Check) -> None:
    assert len(TEMPLATES) > 50
    assert [line for file in TEMPLATES for line in check(file)] == []


def assets() -> Iterator[File]:
    """Styles and scripts: ours, and what is built of them."""
    for file in files(".css", ".js", ".ts", ".mjs"):
        if file.is_in("src/", "frontend/") and "node_modules" not in file.path:
            yield file


@pytest.mark.parametrize("check", [pages.from_elsewhere, pages.addresses])
def test_styles_and_scripts_fetch_nothing_from_elsewhere(check: Check) -> None:
    assert [line for file in assets() for line in check(file)] == []
