"""Rules of tables: foreign keys point down, privacy is declared, nothing burdens the grassroots."""

from __future__ import annotations

import re
from configparser import ConfigParser
from functools import cache

from django.apps import apps
from django.db import models

from tests.house import ROOT

# What 基层减负 does not want to see, neither as a column nor by another name.
BURDENS = re.compile(
    r"check(ed)?_?in(_|$)|clock_(in|on|out)|punch|attendance|(^|_)tracks?($|_)|tracked|trajectory|online"
    r"|dwell|seen_at|last_(seen|active|online)|minutes_spent|time_spent|step_count|mileage"
    r"|rank(ing|ed)?($|_)|league|leaderboard|personal_score|staff_score|photo_required|must_photo"
)
PHOTO = re.compile(r"photo|picture|image|attachment(?!_count)")


@cache
def ranks() -> dict[str, tuple[int, int]]:
    """Every package with its height, from .importlinter: (house, storey), larger is higher."""
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    found: dict[str, tuple[int, int]] = {}
    for height, line in enumerate(reversed(_layers(config, "direction"))):
        for name in line:
            found[f"lianxin.{name}"] = (height, 0)
    house = found["lianxin.domain"][0]
    for storey, line in enumerate(reversed(_layers(config, "domain"))):
        for name in line:
            found[f"lianxin.domain.{name}"] = (house, storey + 1)
    return found


def _layers(config: ConfigParser, contract: str) -> list[list[str]]:
    lines = config[f"importlinter:contract:{contract}"]["layers"].split("\n")
    return [[n.strip() for n in line.split("|")] for line in lines if line.strip()]


def rank_of(model: type[models.Model]) -> tuple[int, int] | None:
    """How high the package of a model stands; None for those of libraries."""
    parts = model.__module__.split(".")
    for length in (3, 2):
        if (rank := ranks().get(".".join(parts[:length]))) is not None:
            return rank
    return None


def own_models() -> list[type[models.Model]]:
    """The tables of the program."""
    return [model for model in apps.get_models() if model.__module__.startswith("lianxin.")]


def foreign_keys_up(model: type[models.Model]) -> list[str]:
    """A table refers only to its own package and to those below it."""
    found = []
    for field in model._meta.get_fields():
        other = getattr(field, "related_model", None)
        if not (getattr(field, "concrete", False) and isinstance(other, type)):
            continue
        here, there = rank_of(model), rank_of(other)
        is_same = model._meta.app_label == other._meta.app_label
        if here and there and not is_same and there >= here and _is_not_kernel(there):
            found.append(f"{model.__name__}.{field.name} points up to {other.__name__}")
    return found


def _is_not_kernel(rank: tuple[int, int]) -> bool:
    return rank != ranks()["lianxin.kernel"]


def undeclared(model: type[models.Model]) -> list[str]:
    """Every field says exactly once whether it is private."""
    declared = getattr(model, "Privacy", None)
    if declared is None:
        return [f"{model.__name__}: no Privacy"]
    fields = {f.name for f in model._meta.get_fields() if getattr(f, "column", None)}
    sensitive, plain = set(declared.sensitive), set(declared.plain)
    both, wrong = sensitive & plain, (sensitive | plain) ^ fields
    return [f"{model.__name__}.{name}: is in both" for name in sorted(both)] + [
        f"{model.__name__}.{name}: not declared, or not there" for name in sorted(wrong)
    ]


def burdens(model: type[models.Model]) -> list[str]:
    """No check-in, no tracks, no time online, no ranking of persons, no compulsory photo."""
    found = []
    for field in model._meta.get_fields():
        if not getattr(field, "concrete", False):
            continue
        if BURDENS.search(field.name):
            found.append(f"{model.__name__}.{field.name} is a burden")
        may_be_empty = getattr(field, "blank", True) or getattr(field, "null", True)
        if PHOTO.search(field.name) and not may_be_empty and not field.has_default():
            found.append(f"{model.__name__}.{field.name} makes a photo compulsory")
    return found
