"""A browser without a screen: one connection that stays open, cookies, the page's own CSRF field.

Needs nothing but the standard library, so that measuring costs little beside what is measured.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

FIELD = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
TIMING = re.compile(r"dur=([0-9.]+)")
# A line that was silent for longer may have been closed by the server in the meantime.
SILENT_SECONDS = 3.0
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back. `server_seconds`: how long the application took, if it said so."""

    status: int
    body: bytes
    location: str
    server_seconds: float


class Visitor:
    """One person at one phone or desk. Broken lines raise OSError or HTTPException."""

    def __init__(self, host: str, port: int, *, timeout: float = 60) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=timeout)
        self._cookies: dict[str, str] = {}
        self._heard_at = 0.0
        self.token = ""

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form, with the token of the last page that had one."""
        return self._ask("POST", path, {"csrfmiddlewaretoken": self.token, **fields})

    def log_in(self, name: str, password: str) -> None:
        """Log in as staff do. Raises: PermissionError."""
        self.get("/desk/login/")
        answer = self.post("/desk/login/", {"login": name, "password": password})
        if answer.status != http.client.FOUND:
            raise PermissionError(f"{name}: {answer.status}")

    def _ask(self, method: str, path: str, fields: Mapping[str, str] | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields).encode()
            headers["Content-Type"] = FORM
        if time.monotonic() - self._heard_at > SILENT_SECONDS:
            self._connection.close()
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            content = response.read()
        except BaseException:
            self._connection.close()  # the next request opens a new line
            raise
        self._heard_at = time.monotonic()
        self._keep(response, content)
        timing = TIMING.search(response.headers.get("Server-Timing", ""))
        return Answer(
            response.status,
            content,
            response.headers.get("Location", ""),
            float(timing[1]) / 1000 if timing else 0.0,
        )

    def _keep(self, response: http.client.HTTPResponse, content: bytes) -> None:
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        if found := FIELD.search(content):
            self.token = found[1].decode()
