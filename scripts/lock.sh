#!/usr/bin/env bash
# Write the lock files: versions and hashes, no addresses, so that any mirror will do.
set -euo pipefail
common=(--universal --no-header --generate-hashes --no-emit-index-url --python-version 3.11 -q)
.venv/bin/uv pip compile "${common[@]}" --group build pyproject.toml -o requirements.lock
.venv/bin/uv pip compile "${common[@]}" --group dev --group build pyproject.toml -o requirements-dev.lock
