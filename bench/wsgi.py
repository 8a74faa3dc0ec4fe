"""The application as it is served, saying in a header how long each request took it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from lianxin.config.wsgi import application as served


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Server-Timing: from the moment a thread has the request until its answer is made."""
    began = time.perf_counter()
    said: list[Any] = []

    def keep(*start: Any) -> Callable[[bytes], object]:
        said[:] = start
        return _nobody_writes

    body = served(environ, keep)
    spent = (time.perf_counter() - began) * 1000
    status, headers, *rest = said
    start_response(status, [*headers, ("Server-Timing", f"app;dur={spent:.2f}")], *rest)
    return body


def _nobody_writes(data: bytes) -> object:
    raise NotImplementedError("The application gives its answer back as a whole.")
