"""What is not kept of anybody: the tables are read for it."""

from __future__ import annotations

import pytest
from django.apps import apps

NEVER = (
    "religion", "ethnic", "blood", "contracept", "petition", "crime", "criminal", "drug", "face",
    "finger", "bank", "card_no", "account_no", "diagnos", "disease", "track", "gps", "position_at",
    "latitude", "checkin", "check_in", "online", "mileage", "duration", "score", "rank", "marital",
    "pregnan", "political", "wechat_id", "openid", "photo",
)  # fmt: skip
"""domain.md §4.3 “Not stored”, 个人信息保护法 art. 6 and 28, and what §5 calls a burden."""


@pytest.mark.parametrize("word", NEVER)
def test_no_column_of_a_person_is_for_this(word: str) -> None:
    models = apps.get_app_config("people").get_models()
    held = [
        f"{m.__name__}.{f.name}" for m in models for f in m._meta.get_fields() if word in f.name
    ]
    assert held == []


def test_these_are_all_that_is_known_of_a_person() -> None:
    person = apps.get_model("people", "Resident")
    assert {field.name for field in person._meta.local_fields} == {
        "id", "household", "county", "town", "area", "grid", "name", "initials", "sex", "birth_on",
        "id_number", "id_hash", "phone", "phone_hash", "phone_tail", "relation", "residence",
        "left_on", "guardian", "is_member", "version", "changed_at",
    }  # fmt: skip
