"""Load the lists and outlines that come with the program."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction

from lianxin.domain.places.services._plan import Origin
from lianxin.domain.places.services.areas_import import areas_import
from lianxin.domain.places.services.boundaries_import import MapOrigin, boundaries_import
from lianxin.kernel.actor import Actor

DATA = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def packaged_import(*, actor: Actor) -> int:
    """Load everything that data/manifest.json names; how many rows were added or changed 装载.

    Safe to repeat: what is already in changes nothing.

    Emits: AreasImported, OutlinesImported.
    Raises: Denied.
    """
    manifest = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))
    touched = 0
    for entry in manifest["areas"]:
        origin = Origin(entry["source"], entry["year"], entry["code_system"])
        areas = areas_import(actor=actor, path=DATA / entry["file"], origin=origin)
        touched += areas.added + areas.changed
    for entry in manifest["outlines"]:
        drawn = MapOrigin(entry["source"], entry["review_no"], entry["synthetic"])
        outlines = boundaries_import(actor=actor, path=DATA / entry["file"], origin=drawn)
        touched += outlines.added + outlines.changed
    return touched
