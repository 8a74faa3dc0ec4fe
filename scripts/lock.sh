#!/usr/bin/env bash
# Write the lock files: versions and hashes, no addresses, so that any mirror will do. What runs in a
# village has the versions that were tested.
set -euo pipefail
cd "$(dirname "$0")/.."
common=(--universal --no-header --generate-hashes --no-emit-index-url --python-version 3.11 -q)
.venv/bin/uv pip compile "${common[@]}" "$@" --group dev --group build pyproject.toml -o requirements-dev.lock
.venv/bin/uv pip compile "${common[@]}" -c requirements-dev.lock --group build pyproject.toml -o requirements.lock
