"""Backup and its way back: the database as one file, photos and voice notes as another.

Keys are not in it: whoever finds the backup reads no names and numbers. They are kept apart.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from lianxin.config.launch import dbuser, postgres
from lianxin.config.launch.processes import run
from lianxin.config.launch.words import LaunchError, explain
from lianxin.kernel import clock

DUMP, FILES, CONTENTS = "database.dump", "files.tar", "contents.json"


def save(folder: Path) -> Path:
    """Write a whole backup into a folder that is not there yet; returns the folder.

    The database comes first: every photo that its rows name is then already on the disk. What is
    written while this runs belongs to the next backup. A backup that breaks off leaves no folder.

    Raises: LaunchError.
    """
    if folder.exists():
        raise LaunchError(
            _("%(folder)s 已经有了，请换一个名字，旧的备份不动。") % {"folder": folder}
        )
    draft = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    _call("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={draft / DUMP}")
    with tarfile.open(draft / FILES, "w") as tar:
        if _files_are_here() and settings.MEDIA_ROOT.exists():
            tar.add(settings.MEDIA_ROOT, arcname="files")
    contents = {
        "made_at": clock.now().isoformat(),
        "has_files": _files_are_here(),
        "sha256": {name: _digest(draft / name) for name in (DUMP, FILES)},
    }
    (draft / CONTENTS).write_text(json.dumps(contents, indent=2), encoding="utf-8")
    draft.rename(folder)
    return folder


def load(folder: Path) -> Mapping[str, Any]:
    """Bring a backup back into an empty database and a data folder without photos: all or nothing.

    Raises: LaunchError.
    """
    contents = check(folder)
    if connection.introspection.table_names():
        raise LaunchError(_("这个数据库不是空的。请恢复到一个新的数据库或数据文件夹，原来的不动。"))
    here = Path(settings.MEDIA_ROOT)
    if here.exists() and any(here.iterdir()):
        raise LaunchError(_("%(folder)s 里已经有照片，请先移走。") % {"folder": here})
    connection.close()
    options = ("--no-owner", "--no-acl", "--single-transaction", "--exit-on-error")
    _call(
        "pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(folder / DUMP)
    )
    here.mkdir(parents=True, exist_ok=True)
    _unpack(folder / FILES, here.parent / ".restored")
    restored = here.parent / ".restored" / "files"
    if restored.exists():
        here.rmdir()
        restored.rename(here)
    shutil.rmtree(here.parent / ".restored", ignore_errors=True)
    return contents


def _unpack(source: Path, into: Path) -> None:
    """Files and folders that stay inside; a Python before 3.11.4 knows no filter that says so.

    Raises: LaunchError.
    """
    with tarfile.open(source) as tar:
        if hasattr(tarfile, "data_filter"):
            tar.extractall(into, filter="data")
            return
        for member in tar.getmembers():
            path = Path(member.name)
            if not (member.isfile() or member.isdir()) or path.is_absolute() or ".." in path.parts:
                raise LaunchError(_("备份里有不该有的文件：%(name)s") % {"name": member.name})
        tar.extractall(into)  # noqa: S202 - looked at one by one


def check(folder: Path) -> Mapping[str, Any]:
    """Is this backup whole, to the byte?

    Raises: LaunchError.
    """
    try:
        contents: dict[str, Any] = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        broken = [n for n, d in contents["sha256"].items() if _digest(folder / n) != d]
    except (OSError, ValueError, KeyError) as bad:
        raise LaunchError(_("%(folder)s 里没有完整的备份。") % {"folder": folder}) from bad
    if broken:
        words = _("备份坏了：%(names)s 和备份时不一样。请用另一份。")
        raise LaunchError(words % {"names": "、".join(broken)})
    return contents


def _files_are_here() -> bool:
    """Photos in a store of others are that store's to back up."""
    return "FileSystemStorage" in str(settings.STORAGES["attachments"]["BACKEND"])


def _digest(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _call(program: str, *options: str) -> None:
    """Run PostgreSQL's own program against the database of the settings.

    Raises: LaunchError.
    """
    done = run([_program(program), *options], env=_environment())
    if done.returncode:
        raise LaunchError(explain(_("%(name)s 没有成功。") % {"name": program}, done.stderr))


def _program(name: str) -> str:
    """Of the server's own version: the embedded one's, else what the system has.

    Raises: LaunchError.
    """
    connection.ensure_connection()
    major = str(connection.pg_version // 10000)  # type: ignore[attr-defined] # PostgreSQL's wrapper has it
    if major == postgres.MAJOR:
        return str(dbuser.binaries() / name)
    debian = Path("/usr/lib/postgresql") / major / "bin" / name
    found = str(debian) if debian.exists() else shutil.which(name)
    if found is None:
        words = _("这台机器没有 %(name)s，请先安装：apt-get install postgresql-client-%(major)s")
        raise LaunchError(words % {"name": name, "major": major})
    return found


def _environment() -> dict[str, str]:
    """The address for PostgreSQL's programs; the password stays out of the list of processes."""
    given = connection.settings_dict
    options = given.get("OPTIONS", {})
    wanted = {
        "PGHOST": given.get("HOST") or options.get("host", ""),
        "PGPORT": given.get("PORT") or options.get("port", ""),
        "PGUSER": given.get("USER", ""),
        "PGPASSWORD": given.get("PASSWORD", ""),
        "PGDATABASE": given["NAME"],
        "PGSSLMODE": options.get("sslmode", ""),
    }
    return {**os.environ, **{name: str(value) for name, value in wanted.items() if value}}
