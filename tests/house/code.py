"""Rules that any Python file keeps: size, words, time, the screen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from tests.house import File, functions

MOST_LINES, MOST_FUNCTION, MOST_PARAMETERS = 300, 60, 7
# Halves, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
EXCUSED = re.compile(r"#\s*(no" r"qa|type:\s*ign" r"ore|pragma: no co" r"ver)([^\n]*)")
REASON = re.compile(r"^(:?\s*\w+\d*(,\s*\w+\d+)*|\[[\w\-, ]+\])?\s*(-|#)\s*\S+")
LEFT_OUT = {"skip", "skipif", "xfail", "importorskip", "skipTest", "skipIf", "skipUnless"}
PRINTS = ("src/lianxin/config/", "tests/", "bench/", "demo/")
CLOCK = "src/lianxin/kernel/clock.py"
NOW = {
    ("timezone", "now"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
}
SIGNALS = ("django.db.models.signals", "django.dispatch", "django.core.signals")
# Words of the field as they would sound if nobody had looked into docs/glossary.md.
PINYIN = {
    "cunmin", "cunzhuang", "xiangzhen", "wangge", "gongdan", "suqiu", "paidan", "qianshou",
    "huifang", "banjie", "shouli", "jifen", "shuju", "yonghu", "mima", "shouji", "dianhua",
    "shijian", "danwei", "renyuan", "quanxian", "juese", "leibie", "dizhi", "mingcheng",
    "beizhu", "zhuangtai", "leixing", "bianhao", "chaxun", "tongji", "baobiao", "xinxi",
    "tuidan", "yanqi", "duban", "zoufang", "daiban", "jiedui", "taizhang", "gongshi", "biaojue",
}  # fmt: skip


def too_long(file: File) -> list[str]:
    """No file over 300 lines, no function over 60."""
    found = []
    lines = file.text.count("\n") + 1
    if lines > MOST_LINES + 1:
        found.append(f"{file.path}: {lines - 1} lines")
    for function in functions(file.tree):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > MOST_FUNCTION:
            found.append(f"{file.path}:{function.lineno} {function.name}: {length} lines")
    return found


def too_many_parameters(file: File) -> list[str]:
    """At most seven parameters, or a dataclass. Fixtures of a test are its cast, not its inputs."""
    found = []
    for function in functions(file.tree):
        names = function.args
        number = len(names.posonlyargs) + len(names.args) + len(names.kwonlyargs)
        number -= bool(names.args and names.args[0].arg in {"self", "cls"})
        if number > MOST_PARAMETERS and not function.name.startswith("test_"):
            found.append(f"{file.path}:{function.lineno} {function.name}: {number} parameters")
    return found


def unfinished(file: File) -> list[str]:
    """Nothing is left for later, and no check is silenced without a reason."""
    found = []
    for number, line in enumerate(file.text.splitlines(), 1):
        if UNFINISHED.search(line):
            found.append(f"{file.path}:{number} is not finished: {line.strip()}")
        excuse = EXCUSED.search(line)
        if excuse and not REASON.match(excuse.group(2)):
            found.append(f"{file.path}:{number} gives no reason: {line.strip()}")
    return found


def left_out(file: File) -> list[str]:
    """Every test runs."""
    calls = (node for node in ast.walk(file.tree) if isinstance(node, ast.Attribute))
    return [
        f"{file.path}:{node.lineno} leaves a test out"
        for node in calls
        if node.attr in LEFT_OUT and file.is_test
    ]


def prints(file: File) -> list[str]:
    """Only the launcher speaks to the screen; the rest logs."""
    if file.is_in(*PRINTS) or "/management/" in file.path:
        return []
    return [
        f"{file.path}:{node.lineno} prints"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"print", "pprint", "breakpoint"}
    ]


def asks_the_time(file: File) -> list[str]:
    """Time comes from kernel.clock, so that a test can set it."""
    if file.path == CLOCK:
        return []
    found = []
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            if (owner, node.attr) in NOW:
                found.append(f"{file.path}:{node.lineno} asks {owner}.{node.attr}")
    return found


def signals(file: File) -> list[str]:
    """Effects stand in reactions.py, not in signals."""
    return [
        f"{file.path}: imports {name}" for name in imports(file.tree) if name.startswith(SIGNALS)
    ]


def pinyin(file: File) -> list[str]:
    """Identifiers are English words of the glossary."""
    found = []
    for name in _identifiers(file.tree):
        parts = re.findall(r"[A-Z]?[a-z]+", name)
        if PINYIN & {part.lower() for part in parts}:
            found.append(f"{file.path}: {name}")
    return found


def imports(tree: ast.AST) -> list[str]:
    """The full names of what a file imports; "from a import b" is a.b."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def _identifiers(tree: ast.AST) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
