"""Rules of the layers: who writes, who reads, who imports what."""

from __future__ import annotations

import ast
import re
import sys

from tests.house import File
from tests.house.code import imports

# Kernel modules that decide from values alone; rules may use these.
PURE_KERNEL = {"actor", "errors", "ids", "workdays", "clock"}
WRITES_ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}
PLAIN_WRITES = {("rows", "insert"), ("rows", "insert_all"), ("sql", "run")}
ROWS = {
    "objects", "filter", "exclude", "all", "select_for_update", "waiting", "hopeful", "given_up",
    "still_open", "visible_to", "order_by",
}  # fmt: skip
# Files that are the inside of a service of another name.
INSIDE_OF_SERVICES = {
    "src/lianxin/kernel/facts/recording.py": "record, which every service calls",
    "src/lianxin/kernel/facts/deliver.py": "the job that runs reactions",
    "src/lianxin/kernel/facts/carry.py": "the same for many new facts in one go",
    "src/lianxin/kernel/facts/sweep.py": "the job that takes up what was left",
    "src/lianxin/notices/channels/in_app.py": "a channel whose way out is a row of its own",
    "src/lianxin/notices/channels/loudspeaker.py": "a channel whose way out is a row of its own",
}
# Read-only packages above all others count rows of many tables in one query.
READS_ALL = {"src/lianxin/domain/insight/selectors/": "figures over cases, returns and whistles"}
EMITS = re.compile(
    r"Emits:\s*(.*?)(?=\n\s*\n|\b(?:Raises|Basis|Returns|Safe to repeat)\b|\Z)", re.DOTALL
)
EVENT_NAME = re.compile(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b")


def is_service(file: File) -> bool:
    """Does this file hold use cases?"""
    return file.is_in("src/lianxin/") and ("/services/" in file.path or file.name == "services.py")


def is_rules(file: File) -> bool:
    """Does this file hold pure rules?"""
    return "/rules/" in file.path or file.name == "rules.py"


def impure_rules(file: File) -> list[str]:
    """Rules import the standard library, pure kernel modules and their own package."""
    own = ".".join(file.path.removesuffix(".py").split("/")[1:]).rsplit(".rules", 1)[0] + ".rules"
    found = []
    for name in imports(file.tree):
        top, *rest = name.split(".")
        is_pure = top == "lianxin" and rest[0] == "kernel" and rest[1] in PURE_KERNEL
        if not (is_pure or name.startswith(f"{own}.") or top in sys.stdlib_module_names):
            found.append(f"{file.path}: rules import {name}")
    return found


def writes(file: File) -> list[str]:
    """All writes to tables are services."""
    if is_service(file) or file.path in INSIDE_OF_SERVICES or "/management/" in file.path:
        return []
    calls = (node for node in ast.walk(file.tree) if isinstance(node, ast.Call))
    return [f"{file.path}:{call.lineno} {ast.unparse(call)[:60]}" for call in calls if _saves(call)]


def _saves(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    verb = call.func.attr
    if verb in WRITES_ALWAYS:
        return True
    if isinstance(call.func.value, ast.Name) and (call.func.value.id, verb) in PLAIN_WRITES:
        return True
    if verb in {"save", "delete"}:
        return not call.args and not _is_session(call.func.value)
    return verb in {"create", "update"} and not call.args and bool(_chain(call.func) & ROWS)


def _is_session(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "session"


def _chain(node: ast.expr) -> set[str]:
    """The words of a chain: Case.objects.filter(…).update → Case, objects, filter, update."""
    words: set[str] = set()
    while True:
        if isinstance(node, ast.Attribute):
            words.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return words


def foreign_tables(file: File) -> list[str]:
    """A table is touched only by its own package; figures read those below them and write none."""
    found: list[str] = []
    if any(file.is_in(folder) for folder in READS_ALL):
        return found
    for name in imports(file.tree):
        owner, dot, _ = name.partition(".models")
        home = "src/" + owner.replace(".", "/") + "/"
        if dot and owner.startswith("lianxin.") and not file.is_in(home):
            found.append(f"{file.path}: imports {name}")
    return found


def unnamed_actor(file: File, names: set[str], *, keyword_only: bool) -> list[str]:
    """The actor is a keyword, never defaulted; services take nothing by position, the actor first."""
    found = []
    for function in public_functions(file, names):
        arguments = function.args
        keywords = [argument.arg for argument in arguments.kwonlyargs]
        where = f"{file.path}:{function.lineno} {function.name}"
        if "actor" not in keywords:
            found.append(f"{where}: no keyword actor")
            continue
        if arguments.kw_defaults[keywords.index("actor")] is not None:
            found.append(f"{where}: actor has a default")
        if keyword_only and (arguments.args or arguments.posonlyargs or keywords[0] != "actor"):
            found.append(f"{where}: actor must be the first of keywords only")
    return found


def silent_services(file: File, names: set[str], events: set[str]) -> list[str]:
    """A service says which facts it records, or that there are none and why."""
    found = []
    for function in public_functions(file, names):
        where = f"{file.path}:{function.lineno} {function.name}"
        said = EMITS.search(ast.get_docstring(function) or "")
        if said is None:
            found.append(f"{where}: no Emits:")
            continue
        named = set(EVENT_NAME.findall(said.group(1)))
        if not named and not re.match(r"nothing\W+\w+", said.group(1)):
            found.append(f"{where}: Emits: names no event and gives no reason")
        found += [f"{where}: there is no event {name}" for name in sorted(named - events)]
        made = {n.attr if isinstance(n, ast.Attribute) else n.id for n in _called(function)}
        found += [f"{where}: does not say {name}" for name in sorted((made & events) - named)]
    return found


def _called(function: ast.FunctionDef) -> list[ast.Attribute | ast.Name]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return [node for node in calls if isinstance(node, ast.Attribute | ast.Name)]


def public_functions(file: File, names: set[str]) -> list[ast.FunctionDef]:
    """The functions of a file that its package shows; all public ones if `names` is empty."""
    return [
        node
        for node in file.tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (not names or node.name in names)
    ]


def shown(init: File) -> set[str]:
    """The names in `__all__`."""
    for node in init.tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()
