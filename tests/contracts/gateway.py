"""A text message gateway on this machine. It answers as it is told and remembers what it was asked.

Like the real ones it knows a message by its key: a second request under one key reaches nobody.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class FakeGateway:
    """What it answers, what it was asked, and which phones have rung."""

    url: str = ""
    answer: tuple[int, str] = (200, "{}")
    delay: float = 0.0
    hangs_up: bool = False
    asked: list[Asked] = field(default_factory=list)
    rung: dict[str, Any] = field(default_factory=dict)


@contextmanager
def running() -> Iterator[FakeGateway]:
    """The gateway, listening on a port of its own."""
    fake = FakeGateway()

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            parts = urlsplit(self.path)
            raw = self.rfile.read(size).decode() or parts.query
            is_json = "json" in self.headers.get("Content-Type", "")
            body = json.loads(raw) if is_json else dict(parse_qsl(raw))
            fake.asked.append(Asked(self.command, parts.path, dict(self.headers), body))
            time.sleep(fake.delay)
            if fake.answer[0] == 200:
                fake.rung.setdefault(self.headers["Idempotency-Key"], body)
            if fake.hangs_up:
                self.close_connection = True
                return
            status, text = fake.answer
            self.send_response(status)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        do_GET = do_POST = do_PUT = _take  # noqa: N815 - the server's own names

        def log_message(self, format: str, *args: Any) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_port}/send"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
