"""When this happens, do that. Every effect one domain has on another is on this page."""

from __future__ import annotations

IN_SAME_TRANSACTION = {}
AFTER_COMMIT = {}
