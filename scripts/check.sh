#!/usr/bin/env bash
# The checks of the house. `lint`: linters, types, layers, migrations, reference pages. `quick`: lint and tests with
# coverage. `all`: quick, the built front end, the system's PostgreSQL, the browser.
# Every step is run, and those that failed are named at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
processes=${TEST_PROCESSES:-2}
failed=()
step() {
    local name=$1 began=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    "$@" || failed+=("$name")
    printf '   %s: %d s\n' "$name" $((SECONDS - began))
}
on_system_postgres() {
    bash scripts/system_postgres.sh $bin/python -m pytest -q -n "$processes" -k "not journeys" \
        tests/test_migrations.py src/lianxin/domain/cases src/lianxin/kernel/facts
}
lint() {
    step "ruff" $bin/ruff check .
    step "format (make fix)" $bin/ruff format --check -q .
    step "mypy" env LIANXIN_DEBUG=1 $bin/mypy
    step "layers" $bin/lint-imports --no-cache
    step "migrations" env LIANXIN_DEBUG=1 LIANXIN_DB_POOL=0 $bin/python manage.py makemigrations --check --dry-run
    step "reference pages (make docs)" env LIANXIN_DEBUG=1 $bin/python manage.py write_docs --check
}
tests() {
    step "tests" $bin/python -m pytest -q -n "$processes" --dist loadfile --no-loadscope-reorder --durations=12 --cov --cov-report= --ignore=tests/journeys
    step "coverage of domain and kernel" $bin/python -m coverage report --fail-under=95
}
case $1 in
    lint) lint ;;
    quick) lint; tests ;;
    all)
        lint
        step "front end (make frontend)" bash scripts/frontend.sh compare
        tests
        step "PostgreSQL of the system" on_system_postgres
        step "journeys" env REQUIRE_BROWSER=1 $bin/python -m pytest -q tests/journeys
        ;;
    *) echo "check.sh lint | quick | all" >&2; exit 2 ;;
esac
if [ ${#failed[@]} -gt 0 ]; then
    printf '\n没有通过 · failed:\n' >&2
    printf '  %s\n' "${failed[@]}" >&2
    exit 1
fi
printf '\n全部通过 · all is well, %d s\n' $SECONDS
