"""What a request carries once a guard has let it in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from lianxin.kernel.actor import VILLAGER, Actor

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

Typed = dict[str, list[str]]
"""Fields of a form by name; every value is a list, as a form may send a name twice."""


class Request(HttpRequest):
    """A request that passed a guard. For annotations; Django makes the object itself.

    `restored`: what somebody typed before the log-in ran out or the form was refused, by field
    name; empty on an ordinary visit. Use `restored_text` for single values.
    """

    actor: Actor
    restored: Typed
    htmx: HtmxDetails
    titles: tuple[str, ...]


def actor_of_request(request: HttpRequest) -> Actor:
    """Whoever stands behind the request; somebody unknown when no guard has looked yet."""
    return cast(Actor, getattr(request, "actor", VILLAGER))


def restored_text(request: HttpRequest, name: str) -> str:
    """The text that was typed into this field before, or an empty one."""
    values = cast(Typed, getattr(request, "restored", {})).get(name, [])
    return values[-1] if values else ""


def is_htmx(request: HttpRequest) -> bool:
    """Did a part of the page ask, and not the address bar?"""
    details: Any = getattr(request, "htmx", None)
    return bool(details) and not details.history_restore_request


def safe_path(request: HttpRequest, address: str, fallback: str = "/") -> str:
    """The address if it stays in this house, else the fallback. No open redirects."""
    inside = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if address and inside else fallback


def is_secret(name: str) -> bool:
    """Fields whose content is never kept."""
    return name == "csrfmiddlewaretoken" or "password" in name or name in {"code", "token"}


def typed_fields(request: HttpRequest) -> Typed:
    """What the form brought, without passwords, tokens and files."""
    return {
        name: [str(v) for v in values]
        for name, values in request.POST.lists()
        if not is_secret(name)
    }
