"""The Jinja2 environment: what every page can say without importing anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import get_urlconf, reverse
from django.utils.translation import ngettext
from jinja2 import Environment
from markupsafe import Markup, escape

from lianxin.entrypoints.shared import words
from lianxin.entrypoints.shared.http import actor_of_request, is_htmx
from lianxin.entrypoints.shared.remembered import kits, remembered
from lianxin.entrypoints.shared.saying import language_now, said, shown

NO_ID = str(UUID(int=0))
SKINS = ("green", "red", "blue")
SPRITE = "lx/dist/icons.svg"
PARTS = ("actions", "blocks", "fields", "forms", "inputs", "lists", "story")
SAME_AGAIN = frozenset({
    "chip", "state_chip", "nav_link", "select", "button", "toast", "keys_help", "keys_help_button",
})  # fmt: skip
"""Macros that give the same for the same words and that never hold a person's name or number."""


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page by its name; a queue of 50 rows asks for it some 100 times.

    Ids are put into an address that is looked up once.
    """
    ids = [str(arg) for arg in args if isinstance(arg, UUID)]
    shape = tuple(NO_ID if isinstance(arg, UUID) else str(arg) for arg in args)
    found = _address(get_urlconf() or settings.ROOT_URLCONF, name, shape, tuple(kwargs.items()))
    for one in ids:
        found = found.replace(NO_ID, one, 1)
    return found


def url_around(name: str) -> tuple[Markup, Markup]:
    """What stands before and after the id in the address of a page that has one; for long lists."""
    before, _id, after = url(name, UUID(int=0)).partition(NO_ID)
    return Markup(before), Markup(after)  # noqa: S704 - addresses of our own pages


@lru_cache(maxsize=4096)
def _address(
    urlconf: str, name: str, args: tuple[str, ...], kwargs: tuple[tuple[str, Any], ...]
) -> str:
    return reverse(name, urlconf=urlconf, args=args, kwargs=dict(kwargs))


@lru_cache(maxsize=1024)
def icon(name: str, size: str = "md", label: str = "", tone: str = "") -> Markup:
    """One picture of the sprite. Silent unless it stands alone and has a label.

    `size`: xs sm md lg xl. `tone`: blue gold green red plum, or none for the text's own colour.
    """
    look = f"icon icon-{size}" + (f" tone-{tone}" if tone else "")
    role = (
        Markup('role="img" aria-label="{}"').format(label)
        if label
        else Markup('aria-hidden="true" focusable="false"')
    )
    return Markup('<svg class="{}" {}><use href="{}#{}"></use></svg>').format(
        look, role, static(SPRITE), name
    )


@lru_cache(maxsize=256)
def static_file(path: str) -> str:
    """The address of a file that came with the program."""
    return static(path)


def numbers(found: Mapping[Any, int], columns: Iterable[Any]) -> Markup:
    """One cell for each column of a table of numbers, empty for none; a page has hundreds."""
    cells = (f'<td class="num">{int(found.get(column, 0)) or ""}</td>' for column in columns)
    return Markup("".join(cells))  # noqa: S704 - numbers only


def lines(text: str) -> Markup:
    """Typed text with its line breaks."""
    return Markup("<br>").join(escape(row) for row in (text or "").splitlines())


class Ui:
    """All macros of `shared/ui/*.html` under one name: `{{ ui.button("提交") }}`."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._home: dict[str, str] = {}

    def __getattr__(self, name: str) -> Any:
        for part in [self._home[name]] if name in self._home else PARTS:
            module = self._env.get_template(f"shared/ui/{part}.html").module
            if (macro := getattr(module, name, None)) is not None:
                self._home[name] = part
                macro = remembered(macro) if name in SAME_AGAIN else macro
                if not self._env.auto_reload:
                    setattr(self, name, macro)  # asked for again some hundred times a page
                return macro
        raise AttributeError(f"no macro {name!r} in shared/ui/{PARTS}")


def environment(**options: Any) -> Environment:
    """The environment that Django's Jinja2 backend uses."""
    env = Environment(**{"trim_blocks": True, "lstrip_blocks": True, **options})  # noqa: S701 - the backend turns autoescape on
    env.install_gettext_callables(said, ngettext, newstyle=True)  # type: ignore[attr-defined] # from the i18n extension
    env.globals.update(
        _=shown,
        url=url,
        url_around=url_around,
        static=static_file,
        numbers=numbers,
        icon=icon,
        _icon=icon,
        ui=Ui(env),
        kit=kits(env),
        demo=settings.DEMO,
        skins=SKINS,
    )
    env.filters.update(
        day=words.day,
        moment=words.moment,
        stamp=words.stamp,
        dated=words.dated,
        on_paper=words.on_paper,
        until=words.until,
        span=words.span,
        number=words.number,
        lines=lines,
    )
    return env


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every page knows about its reader."""
    skin = request.COOKIES.get("lx_skin") or getattr(settings, "SKIN", SKINS[0])
    return {
        "actor": actor_of_request(request),
        "mode": "elder" if request.COOKIES.get("lx_mode") == "elder" else "normal",
        "skin": skin if skin in SKINS else SKINS[0],
        "language": language_now() or settings.LANGUAGE_CODE,
        "htmx": is_htmx(request),
        "request": request,
        "here": request.get_full_path(),
        "messages": _Messages(request),
    }


class _Messages:
    """Messages are fetched only when a page shows them, so that a part of a page loses none."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __iter__(self) -> Any:
        return iter(get_messages(self._request))
