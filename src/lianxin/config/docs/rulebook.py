"""Page of the rules: each with its basis, its function and its tests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lianxin.config.docs import source

INTRO = """Every rule that is decided from values, and every use case that names its basis: the \
sentence, what it rests on (a law, a standard, or a key of the field study `domain.md`), the \
function, and the tests that hold it."""
SHOWN_TESTS = 4
PURE = ("src/lianxin/kernel/workdays.py", "src/lianxin/kernel/privacy/masks.py")


def page() -> str:
    """Rule → basis → function → test 规则与依据."""
    parts = []
    found = list(_rules())
    for name in dict.fromkeys(_package(rule) for rule in found):
        rows = [_row(rule) for rule in found if _package(rule) == name]
        head = ("Rule", "Basis", "Function", "Tests")
        parts.append(f"## {name}\n\n{source.table(head, rows)}")
    return source.page("Rulebook", INTRO, *parts)


def _rules() -> Iterator[source.Function]:
    for function in source.program():
        path = function.path
        is_rule = "/rules/" in path or path.endswith("/rules.py") or path in PURE
        is_based = "/services" in path and bool(function.said("Basis"))
        if (is_rule or is_based) and "/_" not in path:
            yield function


def _package(function: source.Function) -> str:
    parts = function.path.split("/")
    return parts[3] if parts[2] in {"domain", "kernel"} else parts[2]


def _may_test(test: source.Function, rule: source.Function) -> bool:
    """Tests of the same package, and those of doors and journeys; not those of other packages."""
    if test.path.startswith("src/lianxin/kernel/"):
        return rule.path.startswith("src/lianxin/kernel/")
    is_inside = test.path.startswith("src/lianxin/domain/")
    return not is_inside or _package(test) == _package(rule)


def _row(rule: source.Function) -> tuple[str, ...]:
    basis = rule.said("Basis") or source.said(rule.module_docstring, "Basis") or "–"
    where = rule.path.removeprefix("src/lianxin/")
    return (rule.sentence, basis, f"`{rule.name}` ({where})", _tests(rule))


def _tests(rule: source.Function) -> str:
    word = re.compile(rf"\b{rule.name}\b")
    tests = [test for test in source.tests() if _may_test(test, rule)]
    found = [f"`{test.name}`" for test in tests if word.search(test.text)]
    more = [f"and {len(found) - SHOWN_TESTS} more"] if len(found) > SHOWN_TESTS else []
    return ", ".join([*found[:SHOWN_TESTS], *more]) or "–"
