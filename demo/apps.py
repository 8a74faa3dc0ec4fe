"""Invented people and matters in a real county; installed for `make demo` and in tests only."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
    label = "demo"
