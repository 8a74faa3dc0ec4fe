"""How a villager without an account proves a matter to be their own.

Whoever gave the number and the tracking code of a matter (or has just reported it) carries it in a
signed cookie. The cookie holds ids only, is out of reach of scripts, and ends by itself.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from lianxin.kernel.actor import VILLAGER, Actor, Kind

COOKIE = "lx_mine"
SALT = "lianxin.mine"
MAX_AGE = 90 * 24 * 3600
MAX_MATTERS = 30


def own_cases(request: HttpRequest) -> list[UUID]:
    """Ids of the matters this visitor has proved, newest first."""
    sealed = request.COOKIES.get(COOKIE, "")
    try:
        ids = signing.loads(sealed, salt=SALT, max_age=MAX_AGE) if sealed else []
        return [UUID(hex=i) for i in ids]
    except (signing.BadSignature, ValueError, TypeError):
        return []


def remember(request: HttpRequest, response: HttpResponse, case_id: UUID) -> None:
    """Note that this visitor has proved the matter. Safe to repeat."""
    ids = [case_id, *(i for i in own_cases(request) if i != case_id)][:MAX_MATTERS]
    sealed = signing.dumps([i.hex for i in ids], salt=SALT, compress=True)
    response.set_cookie(
        COOKIE,
        sealed,
        max_age=MAX_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse) -> None:
    """Leave no trace on a borrowed phone."""
    response.delete_cookie(COOKIE, samesite="Lax")


def reporter(request: HttpRequest, case_id: UUID | None = None) -> Actor:
    """The visitor on the villagers' side, with the matters they have proved.

    On the page of one proved matter the visitor acts as its reporter, elsewhere as a villager.
    """
    ids = own_cases(request)
    return Actor(
        id=f"reporter:{case_id}" if case_id in ids else VILLAGER.id,
        name=VILLAGER.name,
        kind=Kind.REPORTER,
        streams=frozenset(f"case:{i}" for i in ids),
    )
