"""Addresses: a port that is free, and where a phone finds this machine."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from lianxin.config.launch.words import LaunchError

TRIES = 50
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - names only


@contextmanager
def claimed_port(host: str, wanted: int) -> Iterator[int]:
    """The wanted port, or the next one that is free; no other start on this machine gets it meanwhile.

    Several servers may listen on one port side by side, as granian's workers do: the claim keeps
    two houses that start in the same moment from sharing their visitors.

    Raises: LaunchError.
    """
    if not 1 <= wanted <= 65535:
        raise LaunchError(f"端口要在 1 到 65535 之间，不能是 {wanted}。 Not a port: {wanted}.")
    for port in range(wanted, min(wanted + TRIES, 65536)):
        with socket.socket(socket.AF_UNIX) as claim:
            trouble = _bind(claim, f"\0lianxin-port-{port}") or _try(host, port)
            if trouble is None:
                yield port
                return
        if trouble.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise LaunchError(
                f"地址 {host} 不能用：{trouble.strerror}。 This machine has no such address."
            )
    raise LaunchError(
        f"从 {wanted} 起的 {TRIES} 个端口都被占用，请用 --port 另选。 No free port; choose another."
    )


def _try(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return _bind(probe, (host, port))


def _bind(it: socket.socket, address: str | tuple[str, int]) -> OSError | None:
    try:
        it.bind(address)
    except OSError as trouble:
        return trouble
    return None


def local_url(host: str, port: int) -> str:
    """Where this machine itself reaches a server that listens on `host`."""
    name = EVERYWHERE.get(host, host)
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


def lan_addresses(host: str) -> list[str]:
    """This machine's own addresses, for a phone in the same network."""
    if host not in EVERYWHERE:
        return [] if host.startswith(("127.", "localhost", "::1")) else [host]
    found = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket only chooses the address to send from.
            probe.connect(("192.0.2.1", 9))
            found.add(str(probe.getsockname()[0]))
        except OSError:
            pass
    try:
        infos = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        infos = []
    found |= {str(info[4][0]) for info in infos}
    return sorted(a for a in found if not a.startswith(("127.", "0.")))
