"""Page of the settings that a deployment may change."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from django.conf import settings

from lianxin.config.docs import source

INTRO = """Everything that a deployment may change, by variables of the environment \
(`deploy/lianxin.env.example`). Whatever differs between counties is not here but in \
[code tables](code-tables.md)."""
# What it means, and what holds if it is not set.
MEANING: Mapping[str, tuple[str, str]] = {
    "DATABASE_URL": (
        "a PostgreSQL from 15 on: `postgres://user:password@host:5432/name`",
        "the embedded one",
    ),
    "LIANXIN_COUNTY": ("the county whose towns are offered first, 6 digits", "210921"),
    "LIANXIN_DATA": (
        "data folder: keys, photos, logs, static files, embedded database",
        "`./var`, for the demo `./var/demo`",
    ),
    "LIANXIN_DB_POOL": ("connections that one server process keeps; 0 keeps none", "4"),
    "LIANXIN_DEBUG": ("1: development only; errors are shown to everybody", "0"),
    "LIANXIN_DEMO": ("1: the demo's data, gallery and log-ins; set by `lianxin demo`", "0"),
    "LIANXIN_FILE_STORAGE": (
        "Django storage class for photos and voice notes",
        "files in the data folder",
    ),
    "LIANXIN_HOSTS": ("host names under which it is reached, with commas", "this machine only"),
    "LIANXIN_HTTPS": ("1: cookies only over HTTPS, HSTS, `X-Forwarded-Proto` is believed", "0"),
    "LIANXIN_ORIGINS": (
        "addresses with `https://`, with commas, when a proxy changes the host name",
        "none",
    ),
    "LIANXIN_PRIVACY_KEYS": (
        "keys of the private fields themselves, lines of `id:base64`, newest first",
        "those of the file",
    ),
    "LIANXIN_PRIVACY_KEYS_FILE": (
        "the file of these keys",
        "`keys/privacy-keys` in the data folder, made once",
    ),
    "LIANXIN_PROXIES": (
        "addresses of proxies whose `X-Forwarded-*` headers are believed, with commas",
        "none",
    ),
    "LIANXIN_SECRET_KEY": (
        "signs cookies and links",
        "`keys/secret-key` in the data folder, made once",
    ),
    "LIANXIN_SESSION_SECONDS": ("how long a log-in lasts", "28800 (8 hours)"),
    "LIANXIN_SMS_BODY": (
        "what is sent, as JSON; {to}, {text} and {id} are filled in",
        '`{"to": "{to}", "text": "{text}", "id": "{id}"}`',
    ),
    "LIANXIN_SMS_FORMAT": ("json or form", "json"),
    "LIANXIN_SMS_HEADERS": ("more headers, as JSON", "`{}`"),
    "LIANXIN_SMS_KEY_HEADER": (
        "the header that lets the gateway know a message sent twice",
        "Idempotency-Key",
    ),
    "LIANXIN_SMS_METHOD": ("POST or GET", "POST"),
    "LIANXIN_SMS_OK": (
        "path=value that a good answer holds, such as `code=0`",
        "any answer of status 2xx",
    ),
    "LIANXIN_SMS_REFERENCE": ("path of the gateway's own number in its answer", "none is kept"),
    "LIANXIN_SMS_SECONDS": ("how long the gateway may take", "10"),
    "LIANXIN_SMS_TOKEN": ("the gateway's password, sent as a bearer token", "none"),
    "LIANXIN_SMS_URL": (
        "the text message gateway",
        "no text message is sent, and none is promised",
    ),
}
OURS = re.compile(r"^(LIANXIN_\w+|DATABASE_URL)$")


def page() -> str:
    """Every setting with its meaning and what holds without it 设置."""
    rows = [(f"`{name}`", *MEANING[name]) for name in sorted(MEANING)]
    head = ("Variable", "Meaning", "If not set")
    return source.page("Settings", INTRO, source.table(head, rows))


def asked_for() -> set[str]:
    """The variables that the program looks at."""
    return set(_names())


def _names() -> Iterator[str]:
    for path in sorted((settings.CHECKOUT / "src").rglob("*.py")):
        if "docs" in path.parts or "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and OURS.match(str(node.value)):
                yield str(node.value)
