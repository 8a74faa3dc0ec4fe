"""What the desk is told, and what a village hears from its loudspeaker."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lianxin.kernel.facts.testing import deliver_all, run_jobs
from tests.cast import PASSWORD, Cast, dispatched, register
from tests.journeys.test_other_pages import log_in
from tests.journeys.witness import Witness

pytestmark = pytest.mark.django_db(transaction=True)


def test_大周_is_told_and_the_count_goes(county: Cast, witness: Witness) -> None:
    page = witness.desk()
    page.goto("/desk/messages/")
    log_in(page, "handler", PASSWORD)
    expect(page.locator("h1")).to_have_text("消息")
    witness.look(page, "desk-messages-none")
    dispatched(county)
    dispatched(county)
    deliver_all()
    page.reload()
    bell = page.locator("a[href='/desk/messages/']").first
    expect(bell).to_contain_text("2")
    expect(page.locator(".inbox .is-new")).to_have_count(2)
    witness.look(page, "desk-messages")
    page.locator(".inbox button").first.click()
    expect(page.locator("h1")).to_contain_text("垃圾")
    page.goto("/desk/messages/")
    expect(page.locator(".inbox .is-new")).to_have_count(1)
    page.get_by_role("button", name="都标为已读").click()
    expect(page.locator(".inbox .is-new")).to_have_count(0)
    expect(bell).not_to_contain_text("1")


def test_小赵_has_a_text_read_out(county: Cast, witness: Witness) -> None:
    register()
    page = witness.desk()
    page.goto("/desk/loudspeaker/")
    log_in(page, "clerk", PASSWORD)
    expect(page.locator("h1")).to_contain_text("大喇叭")
    witness.look(page, "desk-loudspeaker-none")
    page.locator("textarea[name=text]").fill("河水上涨，低洼处的乡亲请马上到村部集合。")
    page.locator("input[name=urgent]").check()
    page.locator("form:has(textarea[name=text]) button[type=submit]").click()
    run_jobs("notices")
    page.goto("/desk/loudspeaker/")
    expect(page.locator("main")).to_contain_text("河水上涨")
    witness.look(page, "desk-loudspeaker")
    page.get_by_role("button", name="播过了").click()
    expect(page.get_by_role("button", name="播过了")).to_have_count(0)
    witness.look(page, "desk-loudspeaker-read-out")
