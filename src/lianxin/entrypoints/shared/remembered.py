"""Small pieces of pages that come out the same for the same words are made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from markupsafe import Markup

from lianxin.entrypoints.shared.saying import language_now

MOST = 4096


def remembered(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """The macro with a memory, by words and language; with a body it is made each time."""
    made: dict[Any, Markup] = {}

    def call(*args: Any, **kwargs: Any) -> Markup:
        if "caller" in kwargs:
            return macro(*args, **kwargs)
        key = (language_now(), _still(args), _still(kwargs))
        found = made.get(key)
        if found is None:
            if len(made) >= MOST:
                made.clear()
            found = made[key] = macro(*args, **kwargs)
        return found

    return call


def _still(value: Any) -> Any:
    """Something that can be compared; what is shown differently is different: 1, True, markup."""
    kind = type(value)
    if kind is str:
        return value
    if kind is tuple or kind is list:
        return tuple([_still(one) for one in value])
    if kind is dict:
        return tuple([(name, _still(one)) for name, one in value.items()])
    if isinstance(value, Promise):
        return str(value)
    return (kind, value)
