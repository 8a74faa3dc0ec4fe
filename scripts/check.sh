#!/usr/bin/env bash
# The checks of the house: `lint`, `quick` (lint and tests), `all` (and browser, front end, PostgreSQL 15).
set -euo pipefail
bin=.venv/bin
step() { printf '\n== %s\n' "$1"; }
lint() {
    step ruff; $bin/ruff check .; $bin/ruff format --check -q . || { echo "make fix"; exit 1; }
    step mypy; $bin/mypy
    step layers; $bin/lint-imports
    step migrations; LIANXIN_DEBUG=1 $bin/python manage.py makemigrations --check --dry-run
}
tests() {
    step tests
    $bin/python -m pytest -n 2 -q --cov --cov-report= --ignore=tests/journeys "$@"
    step coverage
    $bin/python -m coverage report --fail-under=95
}
case $1 in
    lint) lint ;;
    quick) lint; tests ;;
    all)
        lint
        step "front end"; bash scripts/frontend.sh compare
        tests
        step "PostgreSQL of the system"; bash scripts/system_postgres.sh $bin/python -m pytest -q tests/test_migrations.py src/lianxin/domain/cases
        step journeys; $bin/python -m pytest -q tests/journeys
        ;;
esac
