"""The shared entrypoint as a Django app: its static files and templates are found through it."""

from __future__ import annotations

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """What every door has in common."""

    name = "lianxin.entrypoints.shared"
    label = "shared"
