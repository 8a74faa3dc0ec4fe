"""The nightly lesson: what people chose becomes tomorrow's suggestion, and no page pays for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lianxin.config import jobs
from lianxin.domain.cases.suggest.selectors import suggestion_model
from lianxin.kernel.actor import system
from tests.cast import Cast

# Everything that a request may load, and nothing that only the job needs.
PAGES = (
    "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'lianxin.config.settings';"
    "django.setup(); import lianxin.config.urls, lianxin.config.jobs;"
    "sys.exit('sklearn' in sys.modules or 'scipy' in sys.modules)"
)


def test_no_page_loads_the_learning_library() -> None:
    assert subprocess.run([sys.executable, "-c", PAGES], check=False).returncode == 0


@pytest.mark.django_db
def test_a_county_with_few_matters_has_nothing_to_learn_at_night(cast: Cast) -> None:
    jobs.train_suggestions(timestamp=0)
    assert suggestion_model("210921", actor=system("test")) is None
