"""小冯 of the county desk takes the work orders of the 12345 centre in, on the desk and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from lianxin.domain.cases.models import Case
from lianxin.exchange.tests.sheets import cells, line, text, xlsx
from lianxin.kernel.facts.testing import run_jobs
from tests.cast import Cast
from tests.journeys.test_desk_together import log_in
from tests.journeys.witness import DESK, PHONE, Witness

pytestmark = pytest.mark.django_db(transaction=True)
BAD = [
    line(101, 所属乡镇="", 所属村="三家子村", 详细地址=""),
    line(102, 所属村="没有这个村"),
    line(103, 联系电话="138****0001"),
    line(104, 截止时间="2020-01-01"),
]
HOME = "/desk/cases/import/"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_orders_of_12345(
    county: Cast,
    witness: Witness,
    tmp_path: Path,
    size: dict[str, int],
    request: pytest.FixtureRequest,
) -> None:
    """Without script: hand in, look at the columns, try, take in, fetch what was not good."""
    which = request.node.callspec.id
    page = witness.desk(viewport=size, java_script_enabled=False)
    page.goto(HOME)
    log_in(page, "desk")
    page.goto(HOME)
    witness.picture(page, f"{which}-first")
    given = tmp_path / "12345导出.csv"
    given.write_bytes(text([*(line(n) for n in range(1, 41)), *BAD]).encode("gb18030"))
    page.get_by_label("选文件").set_input_files(given)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_label("工单编号")).to_have_value("工单编号")
    witness.picture(page, f"{which}-columns")
    page.get_by_role("button", name="试跑一遍").click()
    expect(page.locator("main")).to_contain_text("什么也不会登记")
    witness.picture(page, f"{which}-trying")
    run_jobs("exchange")
    page.goto(page.url)
    expect(page.locator("main")).to_contain_text("叫“三家子村”的有")
    witness.picture(page, f"{which}-tried")
    page.get_by_role("button", name="把这 40 件导进去").click()
    expect(page.locator("main")).to_contain_text("正在导入")
    witness.picture(page, f"{which}-running")
    run_jobs("exchange")
    page.goto(page.url)
    expect(page.locator("main")).to_contain_text("导完了")
    witness.picture(page, f"{which}-done")
    with page.expect_download() as loaded:
        page.get_by_role("link", name="下载全部有问题的行").click()
    book = cells(Path(loaded.value.path()).read_bytes())
    assert [row[1] for row in book[1:]] == ["所属村", "所属村", "联系电话", "截止时间"]
    assert Case.objects.filter(origin="hotline12345").count() == 40
    page.goto(HOME)
    witness.picture(page, f"{which}-list")
    page.goto("/desk/?queue=all")
    witness.picture(page, f"{which}-queue")


def test_every_page_of_an_import_is_usable(county: Cast, witness: Witness, tmp_path: Path) -> None:
    """With script: the same pages under axe and on the narrowest phone; a wrong file is told."""
    page = witness.desk()
    witness.expected.add(422)
    page.goto(HOME)
    log_in(page, "desk")
    page.goto(HOME)
    wrong, given = tmp_path / "工单.xls", tmp_path / "工单.xlsx"
    wrong.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    given.write_bytes(xlsx([line(1), *BAD]))
    page.get_by_label("选文件").set_input_files(wrong)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#e-file")).to_contain_text("另存为 .xlsx")
    witness.look(page, "wrong-file")
    page.get_by_label("选文件").set_input_files(given)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_label("诉求内容")).to_have_value("诉求内容")
    witness.look(page, "columns")
    page.get_by_role("button", name="试跑一遍").click()
    run_jobs("exchange")
    expect(page.get_by_role("button", name="把这 1 件导进去")).to_be_visible()
    witness.look(page, "tried")
    page.get_by_role("button", name="把这 1 件导进去").click()
    run_jobs("exchange")
    expect(page.locator("main")).to_contain_text("导完了")
    witness.look(page, "done")
