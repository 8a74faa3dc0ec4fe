"""Two clerks with one file at once; a power cut in the middle of an import."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from lianxin.domain.cases.models import Case
from lianxin.exchange import services
from lianxin.exchange.models import ImportBatch
from lianxin.exchange.tests.sheets import again, checked, counts, line, xlsx
from lianxin.kernel.actor import Actor, system
from lianxin.kernel.facts import Fact
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
BOSS = system("test")
CHILD = """
import sys, uuid, django
django.setup()
from lianxin.exchange.services import import_run, run
from lianxin.kernel.actor import system
run.SLICE = 5
import_run(actor=system("test"), batch_id=uuid.UUID(sys.argv[1]))
"""


def started(clerk: Actor, rows: int, times: int = 1) -> list[ImportBatch]:
    """Imports of the same file that wait for their jobs."""
    content = xlsx([line(n) for n in range(rows)])
    batches = [checked(clerk, content) for _ in range(times)]
    return [services.import_start(actor=clerk, batch_id=batch.pk) for batch in batches]


def test_two_clerks_import_the_same_file_at_once(clerk: Actor) -> None:
    batches = started(clerk, 60, times=2)
    runs = [partial(services.import_run, actor=BOSS, batch_id=batch.pk) for batch in batches]
    assert at_once(*runs) == []
    ends = [again(batch) for batch in batches]
    assert [(b.state, b.bad, b.trouble) for b in ends] == [("done", 0, "")] * 2
    assert Case.objects.count() == Fact.objects.filter(kind="CaseRegistered").count() == 60


def test_two_workers_at_one_import_take_each_row_once(clerk: Actor) -> None:
    (batch,) = started(clerk, 120)
    assert at_once(*[partial(services.import_run, actor=BOSS, batch_id=batch.pk)] * 2) == []
    assert counts(again(batch)) == ("done", 120, 0, 0)
    assert Case.objects.count() == 120


def test_an_import_that_is_killed_goes_on_and_nothing_is_doubled(clerk: Actor) -> None:
    (batch,) = started(clerk, 150)
    child = run_elsewhere(batch)
    try:
        until_some_are_in(batch, child)
        os.kill(child.pid, signal.SIGKILL)
    finally:
        child.kill()
        child.wait(timeout=30)
    cut = again(batch)
    assert cut.state == "running"
    assert 0 < cut.done < 150
    assert cut.done == cut.good == Case.objects.count()
    services.import_run(actor=BOSS, batch_id=batch.pk)
    assert counts(again(batch)) == ("done", 150, 0, 0)
    assert Case.objects.count() == Fact.objects.filter(kind="CaseRegistered").count() == 150


def run_elsewhere(batch: ImportBatch) -> subprocess.Popen[bytes]:
    """Another process at the same database, with the same keys."""
    name = str(connection.settings_dict["NAME"])
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")
    env = os.environ | {
        "DATABASE_URL": url.geturl(),
        "DJANGO_SETTINGS_MODULE": "lianxin.config.settings",
        "LIANXIN_SECRET_KEY": settings.SECRET_KEY,
        "LIANXIN_PRIVACY_KEYS": settings.PRIVACY_KEYS,
        "LIANXIN_PRIVACY_KEYS_FILE": str(settings.PRIVACY_KEYS_FILE),
        "LIANXIN_DB_POOL": "0",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    words = [sys.executable, "-c", CHILD, str(batch.pk)]
    return subprocess.Popen(words, env=env)  # noqa: S603 - own words


def until_some_are_in(batch: ImportBatch, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while again(batch).done < 10:
        assert child.poll() is None, "it ended before it was killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
