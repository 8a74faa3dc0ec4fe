"""Page of the tables with their privacy marks."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models

from lianxin.config.docs import source

INTRO = """Every table of the program. **private** fields are masked, left out of exports or \
encrypted (those of the type EncryptedTextField, by keys outside the database)."""


def page() -> str:
    """Every table, what a row is, and which fields are private 表与隐私标记."""
    parts = []
    for config in apps.get_app_configs():
        if config.name.startswith("lianxin."):
            parts += [_table(model) for model in config.get_models()]
    return source.page("Tables", INTRO, *parts)


def _table(model: type[models.Model]) -> str:
    meta = model._meta
    private: set[str] = getattr(model, "Privacy").sensitive  # noqa: B009 - declared by every model, not by the base
    rows = [
        (f"`{field.name}`", _kind(field), "private" if field.name in private else "")
        for field in meta.get_fields()
        if getattr(field, "column", None)
    ]
    words = (model.__doc__ or "").strip().split("\n")[0]
    title = f"## {meta.app_label}.{model.__name__}\n\n{words}"
    return f"{title}\n\n{source.table(('Field', 'Kind', 'Privacy'), rows)}"


def _kind(field: Any) -> str:
    if field.is_relation and field.related_model is not None:
        other = field.related_model
        return f"→ {other._meta.app_label}.{other.__name__}"
    length = getattr(field, "max_length", None)
    name = type(field).__name__
    return f"{name}({length})" if length else name
