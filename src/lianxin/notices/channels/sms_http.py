"""Text messages through any gateway that speaks HTTP; how it wants to be spoken to is settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from lianxin.kernel.errors import Invalid
from lianxin.kernel.privacy.phones import normalise
from lianxin.notices.channels import Channel, NotSent, Outgoing, Receipt, Refused

MAX_ANSWER = 64 * 1024
ALREADY_HAVE = 409
COME_BACK = frozenset({408, 425, 429})
# A wrong key or address is the operator's to mend, and then the message goes out after all.
OUR_FAULT = frozenset({401, 403, 404, 405, 407})


@dataclass(frozen=True)
class Gateway:
    """How a gateway wants to be spoken to.

    `body`: a JSON object; {to}, {text} and {id} in its strings are filled in. `ok`: "path=value"
    that must stand in the answer. `reference`: path of the gateway's own number in the answer.
    """

    url: str
    method: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    is_form: bool
    ok: str
    reference: str
    key_header: str
    seconds: float

    def send(self, message: Outgoing) -> Receipt:
        """One request; anything but a clear yes is a no."""
        try:
            request = self._request(message)
        except Invalid:
            raise Refused("not a phone number") from None
        try:
            with urlopen(request, timeout=self.seconds) as answer:  # noqa: S310 - checked in make
                return self._receipt(answer.read(MAX_ANSWER))
        except HTTPError as bad:
            bad.close()
            if bad.code == ALREADY_HAVE:
                return Receipt("duplicate")
            if bad.code >= 500 or bad.code in COME_BACK | OUR_FAULT:
                raise NotSent(f"HTTP {bad.code}") from None
            raise Refused(f"HTTP {bad.code}") from None
        except TimeoutError:
            raise NotSent("timeout") from None
        except (OSError, HTTPException) as bad:
            raise NotSent(type(bad).__name__) from None

    def _request(self, message: Outgoing) -> Request:
        given = {
            "{to}": normalise(message.to),
            "{text}": message.text,
            "{id}": str(message.id),
        }
        filled = _fill(self.body, given)
        headers = {**self.headers, self.key_header: str(message.id)}
        if self.method == "GET":
            return Request(f"{self.url}?{urlencode(filled)}", headers=headers, method="GET")  # noqa: S310 - checked in make
        if self.is_form:
            data, kind = urlencode(filled).encode(), "application/x-www-form-urlencoded"
        else:
            data, kind = json.dumps(filled, ensure_ascii=False).encode(), "application/json"
        headers["Content-Type"] = f"{kind}; charset=utf-8"
        return Request(self.url, data=data, headers=headers, method=self.method)  # noqa: S310 - checked in make

    def _receipt(self, answer: bytes) -> Receipt:
        if not self.ok and not self.reference:
            return Receipt()
        try:
            told = json.loads(answer)
        except ValueError:
            raise NotSent("answer is not JSON") from None
        if self.ok:
            path, _, wanted = self.ok.partition("=")
            if (found := _at(told, path)) != wanted:
                raise NotSent(f"{path} is {found[:40]}")
        return Receipt(_at(told, self.reference)[:80] if self.reference else "")


def _fill(part: Any, given: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _fill(value, given) for key, value in part.items()}
    if isinstance(part, list):
        return [_fill(value, given) for value in part]
    if not isinstance(part, str):
        return part
    # One pass, so that braces in a text are not filled in a second time.
    pieces, rest = [], part
    while rest:
        mark = next((m for m in given if rest.startswith(m)), "")
        pieces.append(given[mark] if mark else rest[0])
        rest = rest[len(mark) or 1 :]
    return "".join(pieces)


def _at(told: Any, path: str) -> str:
    for name in path.split("."):
        if isinstance(told, list) and name.isdigit() and int(name) < len(told):
            told = told[int(name)]
        elif isinstance(told, dict) and name in told:
            told = told[name]
        else:
            return ""
    return json.dumps(told) if isinstance(told, bool) or told is None else str(told)


def make() -> Channel:
    """The gateway of the settings.

    Raises: ImproperlyConfigured with a sentence for the operator.
    """
    url = settings.SMS_URL
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ImproperlyConfigured("LIANXIN_SMS_URL 要以 http:// 或 https:// 开头。")
    method, style = settings.SMS_METHOD.upper(), settings.SMS_FORMAT
    if method not in {"POST", "PUT", "GET"} or style not in {"json", "form"}:
        raise ImproperlyConfigured(
            "LIANXIN_SMS_METHOD 只能是 POST、PUT、GET，LIANXIN_SMS_FORMAT 只能是 json、form。"
        )
    headers = dict(_object("LIANXIN_SMS_HEADERS", settings.SMS_HEADERS))
    if settings.SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    return Gateway(
        url=url,
        method=method,
        headers=headers,
        body=_object("LIANXIN_SMS_BODY", settings.SMS_BODY),
        is_form=style == "form",
        ok=settings.SMS_OK,
        reference=settings.SMS_REFERENCE,
        key_header=settings.SMS_KEY_HEADER,
        seconds=settings.SMS_SECONDS,
    )


def _object(name: str, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ImproperlyConfigured(f"{name} 要是一个 JSON 对象，例如 {{}}。")
    return found
