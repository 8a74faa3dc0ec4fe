"""Small pieces of pages that come out the same for the same words are made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from jinja2 import Environment
from markupsafe import Markup

from lianxin.entrypoints.shared.saying import language_now

MOST = 4096
MOST_SIGNS = 4_000_000
"""A macro forgets everything when it holds so many texts, or texts of so many characters."""


class Same(tuple[Any, ...]):
    """Plain words and pairs of words that are compared as they are, not one by one."""

    __slots__ = ()


def remembered(macro: Callable[..., Markup]) -> Callable[..., Markup]:
    """The macro with a memory, by words and language; with a body it is made each time."""
    made: dict[Any, Markup] = {}
    signs = 0

    def call(*args: Any, **kwargs: Any) -> Markup:
        nonlocal signs
        if "caller" in kwargs:
            return macro(*args, **kwargs)
        key = (language_now(), _still(args), _still(kwargs))
        found = made.get(key)
        if found is None:
            found = macro(*args, **kwargs)
            signs += len(found)
            if len(made) >= MOST or signs > MOST_SIGNS:
                made.clear()
                signs = len(found)
            made[key] = found
        return found

    return call


def _still(value: Any) -> Any:
    """Something that can be compared; what is shown differently is different: 1, True, markup."""
    kind = type(value)
    if kind is str or kind is Same:
        return value
    if kind is tuple or kind is list:
        return tuple([_still(one) for one in value])
    if kind is dict:
        return tuple([(name, _still(one)) for name, one in value.items()])
    if isinstance(value, Promise):
        return str(value)
    return (kind, value)


class Kit:
    """The macros of one template that takes nothing from the page around it, each with a memory.

    What they are given is all that their text depends on, so nobody is shown what was made of
    other values than their own.
    """

    def __init__(self, env: Environment, template: str) -> None:
        self._env, self._template = env, template

    def __getattr__(self, name: str) -> Any:
        macro = getattr(self._env.get_template(self._template).module, name, None)
        if macro is None:
            raise AttributeError(f"no macro {name!r} in {self._template}")
        macro = remembered(macro)
        if not self._env.auto_reload:
            setattr(self, name, macro)
        return macro


def kits(env: Environment) -> Callable[[str], Kit]:
    """`{% set rows = kit("desk/parts/row.html") %}` in a template."""
    made: dict[str, Kit] = {}

    def kit(template: str) -> Kit:
        found = made.get(template)
        if found is None:
            found = made[template] = Kit(env, template)
        return found

    return kit
