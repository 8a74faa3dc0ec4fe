"""The forms of a matter as the page shows them: what is already in them, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict

from lianxin.domain.cases import selectors as cases
from lianxin.entrypoints.desk.plain_forms import PLAIN
from lianxin.entrypoints.shared.http import Request, Typed, typed_fields
from lianxin.kernel.writing import UNSEEN

VERBS = ("dispatch", "decline", "sign", "note", "reply", "call_back", "reveal", *PLAIN)
DRAFTED = frozenset({"dispatch", "decline", "note", "reply", "call_back", *PLAIN})
MANY = {"photos_kept"} | {
    ask.name for plain in PLAIN.values() for ask in plain.asks if ask.kind == "many"
}
UNKEPT = frozenset({"version", "verb", "csrfmiddlewaretoken"})


@dataclass(frozen=True)
class Sheet:
    """One form: the values in it, the sentences at its fields, and whether it lies open.

    `is_draft`: the values were typed earlier and not sent.
    """

    verb: str
    key: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = False
    is_draft: bool = False

    def get(self, name: str, usual: str = "") -> str:
        """What stands in a field; a form that nobody has touched shows the usual value."""
        return self.values.get(name, "") if self.values else usual


@dataclass(frozen=True)
class Refused:
    """A form that came back: which one, and what is wrong with it.

    `changes`: what was filled in for the reader, over what they typed.
    """

    verb: str
    errors: Mapping[str, str]
    changes: Mapping[str, str] = field(default_factory=dict)


def draft_key(case_id: UUID, verb: str) -> str:
    """Under which name a half-written form is kept."""
    return f"case:{case_id}:{verb}"


def sheets(
    request: Request, case_id: UUID, verbs: frozenset[str], refused: Refused | None = None
) -> dict[str, Sheet]:
    """The forms that are open to the reader now, by verb."""
    open_now = [verb for verb in VERBS if verb in verbs or verb == "reveal"]
    kept = read_drafts(request, [draft_key(case_id, verb) for verb in open_now if verb in DRAFTED])
    return {verb: _sheet(request, case_id, verb, refused, kept) for verb in open_now}


def _sheet(
    request: Request,
    case_id: UUID,
    verb: str,
    refused: Refused | None,
    drafts: Mapping[str, dict[str, str]],
) -> Sheet:
    key = draft_key(case_id, verb) if verb in DRAFTED else ""
    if refused is not None and refused.verb == verb:
        typed = _plain(typed_fields(request)) | dict(refused.changes)
        return Sheet(verb, key, typed, refused.errors, is_open=True)
    restored = getattr(request, "restored", {})
    if restored.get("verb") == [verb]:
        return Sheet(verb, key, _plain(restored), is_open=True, is_draft=True)
    kept = drafts.get(key, {})
    asked = request.method == "GET" and request.GET.get("do") == verb
    return Sheet(verb, key, kept, is_open=asked or bool(kept), is_draft=bool(kept))


def read_draft(request: Request, key: str) -> dict[str, str]:
    """What was typed into a form and not sent."""
    return read_drafts(request, [key]).get(key, {})


def read_drafts(request: Request, keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """What was typed into these forms and not sent; an unreadable draft counts as none."""
    bodies = cases.drafts_get(actor=request.actor, keys=keys)
    return {key: _typed(body) for key, body in bodies.items()}


def _typed(text: str) -> dict[str, str]:
    try:
        body = json.loads(text or "{}")
        found = {str(name): _value(str(name), values) for name, values in body.items() if values}
    except (ValueError, AttributeError, TypeError, KeyError, IndexError):
        return {}
    return {name: value for name, value in found.items() if name not in UNKEPT}


def _plain(fields: Typed) -> dict[str, str]:
    return {k: _value(k, v) for k, v in fields.items() if v and k not in UNKEPT}


def _value(name: str, values: Sequence[object]) -> str:
    """What stands in a field; of what may be ticked several times, everything that was ticked."""
    said = ",".join(map(str, values)) if name in MANY else str(values[-1])
    return UNSEEN.sub("", said)


def typed_words(posted: QueryDict | Mapping[str, Any]) -> list[str]:
    """The sentences of a form, to show them where the form itself has gone."""
    return [
        str(posted.get(name, "")).strip()
        for name in ("text", "note", "explanation", "reason", "condition", "basis")
        if str(posted.get(name, "")).strip()
    ]
