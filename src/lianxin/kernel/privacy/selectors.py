"""Reads of the privacy package."""

from __future__ import annotations

from lianxin.kernel.actor import Actor
from lianxin.kernel.privacy.models import AccessLog


def access_list(subject: str, *, actor: Actor) -> list[AccessLog]:
    """Who has looked at this subject, newest first; the caller has checked that the actor may ask."""
    return list(AccessLog.objects.filter(subject=subject).order_by("-at")[:200])
