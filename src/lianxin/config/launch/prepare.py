"""Brings database and files up to date before the server starts, where something changed."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from lianxin.config.launch.processes import run
from lianxin.config.launch.words import LaunchError, explain

PACKAGE = Path(__file__).resolve().parents[2]
CHECKOUT = PACKAGE.parents[1]
UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Step:
    """A command that need only run when its mark has changed."""

    name: str
    words: str
    mark: str
    command: tuple[str, ...]


class Stamps:
    """What has been done already, by step and database."""

    def __init__(self, data: Path) -> None:
        self._path = data / "stamps.json"
        try:
            self._known: dict[str, str] = json.loads(self._path.read_text())
        except (OSError, ValueError):
            self._known = {}

    def get(self, name: str) -> str:
        """The mark left by a step."""
        return self._known.get(name, "")

    def put(self, name: str, mark: str) -> None:
        """Leave a mark."""
        self._known[name] = mark
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps(self._known, indent=1, sort_keys=True))
        draft.replace(self._path)

    def forget(self, *names: str) -> None:
        """A new database knows nothing of what was done to an old one."""
        for name in names:
            self.put(name, "")


def environment(data: Path, database_url: str, **more: str) -> dict[str, str]:
    """What the children need to know."""
    known = os.environ | {
        "DJANGO_SETTINGS_MODULE": "lianxin.config.settings",
        "LIANXIN_DATA": str(data),
        "DATABASE_URL": database_url,
        "PYTHONUNBUFFERED": "1",
    }
    if (CHECKOUT / "demo").is_dir():
        paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
        known["PYTHONPATH"] = os.pathsep.join(paths)
    return known | more


def manage(env: Mapping[str, str], *args: str) -> str:
    """Run a management command and return its words; they are shown if it fails.

    Raises: LaunchError.
    """
    done = run([sys.executable, "-m", "django", *args], env={**env, "LIANXIN_DB_POOL": "0"})
    said = (done.stdout + done.stderr).strip()
    if done.returncode:
        raise LaunchError(explain(f"{args[0]} 没有成功。 {args[0]} failed.", said))
    return said


def database_steps(database_url: str, data: Path) -> list[Step]:
    """Tables, then what every installation has: code tables, roles, areas."""
    mark = f"{_short(database_url)} {versions()} {fingerprint('migrations')}"
    files = f"{_short(database_url)} {fingerprint('data')} {_ring(data)}"
    return [
        Step("migrate", "建表 · tables", mark, ("migrate", "--noinput", "-v0")),
        Step("basics", "区划、代码表、角色 · areas, codes, roles", files, ("load_basics",)),
    ]  # fmt: skip


def _ring(data: Path) -> str:
    """Changes whenever the privacy keys do: then they are compared with the database."""
    file = Path(os.environ.get("LIANXIN_PRIVACY_KEYS_FILE") or data / "keys" / "privacy-keys")
    held = file.read_text() if file.is_file() else ""
    return _short(os.environ.get("LIANXIN_PRIVACY_KEYS", "") + held)


def static_step() -> Step:
    """The files that pages load."""
    mark = f"{versions()} {fingerprint('static')}"
    return Step(
        "static", "网页文件 · static files", mark, ("collectstatic", "--noinput", "-v0", "--clear")
    )


def has_demo() -> bool:
    """The demo comes with the source, not with the installed package."""
    return (CHECKOUT / "demo" / "management" / "commands" / "load_demo.py").exists()


def demo_step(database_url: str, size: str) -> Step:
    """The invented villagers and their matters."""
    return Step("demo", "示例数据 · demo data", f"{_short(database_url)} {size}",
                ("load_demo", "--size", size))  # fmt: skip


def perform(step: Step, stamps: Stamps, env: Mapping[str, str], say: Callable[[str], None]) -> bool:
    """Do a step if its mark has changed; returns whether it was done.

    Raises: LaunchError.
    """
    former = stamps.get(step.name)
    if former == step.mark:
        return False
    began = time.monotonic()
    stamps.put(step.name, UNFINISHED)
    try:
        said = manage(env, *step.command)
    except LaunchError:
        stamps.put(step.name, former)  # it ended by itself and took back what it had begun
        raise
    stamps.put(step.name, step.mark)
    say(f"{step.words}  {time.monotonic() - began:.1f} s")
    if said and step.name == "demo":
        say(said)
    return True


def fingerprint(folder: str) -> str:
    """Changes whenever a file in one of the folders of that name changes."""
    seen = hashlib.sha256()
    for home in sorted(p for p in PACKAGE.rglob(folder) if p.is_dir()):
        for path in sorted(p for p in home.rglob("*") if p.is_file() and p.suffix != ".pyc"):
            state = path.stat()
            seen.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return seen.hexdigest()[:16]


def versions() -> str:
    """Changes whenever an installed package does."""
    found = sorted(f"{d.name}={d.version}" for d in metadata.distributions() if d.name)
    return _short("\n".join(found))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
