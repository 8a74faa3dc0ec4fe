"""The demo in its small size, loaded twice: once to remember the rows, once to be looked at."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import models, transaction

from demo import load
from demo.size import SIZES
from lianxin.domain.cases.models import Case, Reminder, Step
from lianxin.domain.orgs.models import DutyPhone, Org, Post, Responsibility
from lianxin.domain.people.models import Household, Resident, Tag
from lianxin.domain.places import selectors as places
from lianxin.domain.places.models import Grid, NaturalGroup
from lianxin.domain.places.selectors import _shared
from lianxin.domain.places.services import _edition
from lianxin.domain.users.models import Assignment, User
from lianxin.kernel import clock
from lianxin.kernel.codes import selectors as codes
from lianxin.kernel.facts import Fact
from lianxin.kernel.privacy import EncryptedTextField

TABLES: tuple[type[models.Model], ...] = (
    Case, Step, Reminder, Org, Post, Responsibility, DutyPhone, NaturalGroup, Grid, User,
    Assignment, Fact, Household, Resident, Tag,
)  # fmt: skip
Rows = dict[str, list[str]]


@dataclass(frozen=True)
class Loaded:
    """The demo as it stands at `now`; `first`: the rows of the same load before this one."""

    now: datetime
    first: Rows
    made: int


def rows() -> Rows:
    """Every row that the demo makes, without what the database numbers or chance has salted."""
    found = {}
    for table in TABLES:
        names = [f.attname for f in table._meta.concrete_fields if not _is_by_chance(f)]
        kept = table._default_manager.exclude(kind="DutyPhoneSet") if table is Fact else (
            table._default_manager.all()
        )  # fmt: skip
        found[table.__name__] = sorted(map(repr, kept.values_list(*names)))
    return found


def _is_by_chance(field: Any) -> bool:
    salted = isinstance(field, EncryptedTextField) or field.name in {"password", "search"}
    return salted or isinstance(field, models.AutoField | models.BigAutoField)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    """Two townships with 80 matters up to this minute; gone again at the end."""
    now = clock.now()
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        call_command("load_basics", stdout=io.StringIO())
        # One long transaction here; after its beginning the tree of areas stays as it is.
        patch.setattr(_edition, "thread_writes", lambda: None)
        patch.setattr(_shared._thread, "is_writing", False)
        places.forget()
        with transaction.atomic():
            load.load(SIZES["village"], now=now)
            first = rows()
            transaction.set_rollback(True)
        yield Loaded(now, first, load.load(SIZES["village"], now=now))
        transaction.set_rollback(True)
    codes.forget()
    places.forget()
