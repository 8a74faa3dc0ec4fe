"""Typed text survives: an expired log-in, a refusal, a form that lay open too long.

It waits in the visitor's own session, encrypted, under the path of the page that holds the form,
and goes back into that form on the next visit. Files are not kept.
"""

from __future__ import annotations

import json
import time
from typing import cast
from urllib.parse import urlsplit

from django.http import HttpRequest

from lianxin.entrypoints.shared.http import Typed, safe_path, typed_fields
from lianxin.kernel.privacy.box import open_sealed, seal
from lianxin.kernel.privacy.keys import KeyMissing

SESSION_KEY = "lx_typed"
SEALED_AS = "session.typed"
MAX_SIGNS = 64 * 1024
MAX_AGE = 3 * 24 * 3600
MAX_FORMS = 5


def form_page(request: HttpRequest) -> str:
    """The page on which the form stands: where the visitor came from, else the form's target."""
    referer = request.headers.get("Referer", "")
    if not safe_path(request, referer, ""):
        return request.get_full_path()
    parts = urlsplit(referer)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def keep(request: HttpRequest) -> str:
    """Keep what was typed and say on which page it will be put back.

    Safe to repeat: the newest text of a page replaces the older.
    """
    page = form_page(request)
    fields = typed_fields(request)
    body = json.dumps(fields, ensure_ascii=False)
    if not fields or len(body) > MAX_SIGNS:
        return page
    kept = dict(request.session.get(SESSION_KEY, {}))
    kept.pop(_path(page), None)
    kept[_path(page)] = [int(time.time()), seal(body, SEALED_AS)]
    request.session[SESSION_KEY] = dict(list(kept.items())[-MAX_FORMS:])
    return page


def take(request: HttpRequest) -> Typed:
    """What waits for this page; it is handed out once."""
    kept = request.session.get(SESSION_KEY, {}) if hasattr(request, "session") else {}
    if request.method != "GET" or request.path not in kept:
        return {}
    since, sealed = kept[request.path]
    request.session[SESSION_KEY] = {k: v for k, v in kept.items() if k != request.path}
    if time.time() - since > MAX_AGE:
        return {}
    try:
        return cast(Typed, json.loads(open_sealed(sealed, SEALED_AS)))
    except KeyMissing:
        return {}


def _path(page: str) -> str:
    return urlsplit(page).path
