"""What the tests of places share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lianxin.domain.places.permissions import Grant
from lianxin.domain.places.services import packaged_import
from lianxin.kernel.actor import Actor, Kind, Scope, system

Write = Callable[..., Path]
HEADER = "code,name,level,parent,kind,short_name"


@pytest.fixture
def clerk() -> Actor:
    """Somebody who may change the areas of the whole city 2109, and no others."""
    scope = Scope(frozenset({Grant.MANAGE.value}), ("2109",))
    return Actor(id="user:1", name="小赵", kind=Kind.STAFF, scopes=(scope,))


@pytest.fixture
def program() -> Actor:
    return system("test")


@pytest.fixture
def fuxin(db: None, program: Actor) -> None:
    """The real list of Fuxin and its outlines."""
    packaged_import(actor=program)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of rows, with the usual header unless another is given."""

    def written(
        *rows: str, header: str = HEADER, encoding: str = "utf-8", name: str = "areas.csv"
    ) -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
        return path

    return written
