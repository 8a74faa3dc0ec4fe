"""Rules of pages: every word goes through gettext, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.template import engines
from jinja2 import nodes

from tests.house import File

HAN = re.compile(r"[\u3400-\u9fff]")
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
INLINE = re.compile(r"""<style[\s>]|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:""", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"""<(?:script|link|img|iframe|source|audio|video|use)\b[^>]*(?:src|href)\s*=\s*["']?(?:https?:)?//"""
    r"""|url\(\s*["']?(?:https?:)?//|@import\s+["']?(?:https?:)?//""",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"""https?://([\w.-]+)""")
# Names of formats and licences, which nobody fetches.
NOT_FETCHED = {"www.w3.org", "leafletjs.com", "github.com", "localhost", "127.0.0.1"}


def untranslated(file: File) -> list[str]:
    """Chinese stands in templates only inside gettext."""
    engine = engines["jinja2"]
    tree = engine.env.parse(file.text)  # type: ignore[attr-defined] # Django's own wrapper
    return [f"{file.path}:{line} {text.strip()[:40]}" for line, text in _loose(tree)]


def _loose(node: nodes.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in GETTEXT:
        return
    text = node.data if isinstance(node, nodes.TemplateData) else getattr(node, "value", "")
    if isinstance(node, nodes.TemplateData | nodes.Const) and HAN.search(str(text)):
        yield node.lineno, str(text)
    for child in node.iter_child_nodes():
        yield from _loose(child)


def inline(file: File) -> list[str]:
    """No inline script, style or handler: the content security policy allows none."""
    text = COMMENT.sub("", file.text)
    return [
        f"{file.path}: {found.group(0).strip()}"
        for pattern in (INLINE, SCRIPT)
        for found in pattern.finditer(text)
    ]


def from_elsewhere(file: File) -> list[str]:
    """Everything that a page loads comes from our own server."""
    return [f"{file.path}: {found.group(0)[:60]}" for found in ELSEWHERE.finditer(file.text)]


def addresses(file: File) -> list[str]:
    """Scripts and styles name no address of others."""
    hosts = {found.group(1) for found in ADDRESS.finditer(file.text)}
    return [f"{file.path}: {host}" for host in sorted(hosts - NOT_FETCHED)]


def compulsory_photo(file: File) -> list[str]:
    """A photo is never required."""
    inputs = re.findall(r"<input\b[^>]*type=[\"']file[\"'][^>]*>", file.text)
    return [f"{file.path}: {tag[:60]}" for tag in inputs if re.search(r"\srequired\b", tag)]
