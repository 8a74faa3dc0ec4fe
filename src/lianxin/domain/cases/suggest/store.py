"""Where the learnt models lie, and the one that is in force in a county."""

from __future__ import annotations

import time
from dataclasses import dataclass

import structlog
from django.core.files.storage import Storage

from lianxin.domain.cases.models import SuggestionModel
from lianxin.domain.cases.suggest.scorer import Scorer, from_bytes
from lianxin.kernel.files import services as files

log = structlog.get_logger(__name__)
RECHECK_SECONDS = 60.0
MOST_HELD = 16


@dataclass(frozen=True)
class Held:
    """What this process knows of a county's model. `scorer`: None while there is none."""

    looked_at: float
    version: int
    scorer: Scorer | None


_held: dict[str, Held] = {}


def storage() -> Storage:
    """Where the files lie: beside the attachments, so that every machine reaches them."""
    return files.storage()


def forget() -> None:
    """Look the models up anew."""
    _held.clear()


def current(county: str) -> Scorer | None:
    """The county's model in force, at most a minute old; None: none yet, or its file is unusable."""
    held = _held.get(county)
    if held is not None and time.monotonic() - held.looked_at < RECHECK_SECONDS:
        return held.scorer
    row = (
        SuggestionModel.objects.filter(county=county, is_current=True)
        .values_list("version", "file")
        .first()
    )
    version, name = row or (0, "")
    is_same = held is not None and held.version == version
    scorer = held.scorer if held is not None and is_same else _read(name)
    while len(_held) >= MOST_HELD and county not in _held:
        _held.pop(next(iter(_held)), None)
    _held[county] = Held(time.monotonic(), version, scorer)
    return scorer


def _read(name: str) -> Scorer | None:
    """A model from its file; a lost or broken file counts as none and is told in the log."""
    if not name:
        return None
    try:
        with storage().open(name) as file:
            return from_bytes(file.read())
    except (OSError, ValueError) as bad:
        log.warning("suggestion_model_unreadable", file=name, why=str(bad))
        return None
