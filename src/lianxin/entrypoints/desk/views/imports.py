"""Work orders of the 12345 centre as a file: hand in, say what the columns are, try, take in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lianxin.entrypoints.desk.forms import problems_in
from lianxin.entrypoints.desk.frame import frame
from lianxin.entrypoints.shared import guard
from lianxin.entrypoints.shared.http import Request
from lianxin.exchange import selectors, services
from lianxin.exchange.hotline12345.reader import MAX_BYTES, SIZE
from lianxin.exchange.hotline12345.rules import COLUMNS
from lianxin.exchange.permissions import Grant
from lianxin.exchange.rules import KEEP_DAYS
from lianxin.kernel.errors import Invalid, RuleViolation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@guard.staff(Grant.IMPORT)
def imports(request: Request) -> HttpResponse:
    """Hand a file in; below it what was handed in before."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            batch = _upload(request)
        except Invalid as bad:
            errors = {"file": bad.message}
        else:
            return _to(batch.pk)
    counties = selectors.import_counties(actor=request.actor)
    context = frame(request, here="imports") | {
        "rows": selectors.import_list(actor=request.actor), "errors": errors,
        "counties": [{"value": c.county, "label": c.display_name} for c in counties],
        "county_now": request.POST.get("county", ""), "keep_days": KEEP_DAYS,
    }  # fmt: skip
    return render(request, "desk/imports.html", context, status=422 if errors else 200)


@require_GET
@guard.staff(Grant.IMPORT)
def template(request: Request) -> HttpResponse:
    """An empty workbook with the headings that are understood by themselves."""
    return _book(selectors.import_template(actor=request.actor), _("12345工单模板"))


@require_GET
@guard.staff(Grant.IMPORT)
def batch(request: Request, batch_id: UUID) -> HttpResponse:
    """One import, at whatever step it is; while it runs the page renews itself."""
    return _show(request, batch_id)


@require_POST
@guard.staff(Grant.IMPORT)
def check(request: Request, batch_id: UUID) -> HttpResponse:
    """What the columns are; then every row is gone through for trial."""
    columns = {field.value: request.POST.get(field.value, "") for field in COLUMNS}
    keep_as = request.POST.get("keep_as", "") if "keep" in request.POST else ""
    try:
        services.import_check(
            actor=request.actor, batch_id=batch_id, columns=columns, keep_as=keep_as
        )
    except Invalid as bad:
        return _show(request, batch_id, columns=columns, errors=problems_in(bad))
    return _to(batch_id)


@require_POST
@guard.staff(Grant.IMPORT)
def start(request: Request, batch_id: UUID) -> HttpResponse:
    """Take the good rows in, or go on where it stopped."""
    begin = services.import_resume if "again" in request.POST else services.import_start
    try:
        begin(actor=request.actor, batch_id=batch_id)
    except RuleViolation as no:
        messages.warning(request, no.message)
    return _to(batch_id)


@require_POST
@guard.staff(Grant.IMPORT)
def drop(request: Request, batch_id: UUID) -> HttpResponse:
    """Throw the file away."""
    services.import_drop(actor=request.actor, batch_id=batch_id)
    messages.success(request, _("没有导，文件已经清掉了。"))
    return HttpResponseRedirect(reverse("desk_imports"))


@require_GET
@guard.staff(Grant.IMPORT)
def errors(request: Request, batch_id: UUID) -> HttpResponse:
    """The rows that are not good, with the reasons."""
    name, book = selectors.import_errors(batch_id, actor=request.actor)
    return _book(book, _("没导进去的行-%(name)s") % {"name": name.rsplit(".", 1)[0][:40]})


def _upload(request: Request) -> Any:
    given = request.FILES.get("file")
    if given is None:
        raise Invalid(_("请先选文件。"))
    size = given.size or 0
    if size > MAX_BYTES:
        raise Invalid(SIZE % {"n": f"{size / 1024 / 1024:.0f}"}, code="size")
    counties = selectors.import_counties(actor=request.actor)
    county = request.POST.get("county") or (counties[0].county if len(counties) == 1 else "")
    if county not in {c.county for c in counties}:
        raise Invalid(_("请选是哪个县的工单。"))
    return services.import_upload(
        actor=request.actor, county=county, file_name=given.name or "", content=given.read()
    )


def _show(
    request: Request,
    batch_id: UUID,
    *,
    columns: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    asked = request.GET.get("columns") == "1" or bool(errors)
    view = selectors.import_page(batch_id, actor=request.actor, with_examples=asked)
    wants_columns = view.row.state == "uploaded" or (view.row.state == "checked" and asked)
    context = frame(request, here="imports") | {
        "it": view, "row": view.row, "errors": errors or {}, "keep_days": KEEP_DAYS,
        "columns": view.columns if columns is None else columns,
        "wants_columns": wants_columns, "fields": _fields(),
        "options": [
            {"value": name, "label": f"{name}（{seen}）" if (seen := view.examples.get(name)) else name}
            for name in view.headings
        ],
        "keep_as": request.POST.get("keep_as", _("12345导出表")),
        "keeps": "keep" in request.POST, "step": _step(view, wants_columns),
    }  # fmt: skip
    return render(request, "desk/import.html", context, status=422 if errors else 200)


def _fields() -> list[dict[str, Any]]:
    """The fields as the form shows them."""
    return [
        {"key": f.value, "name": c.name, "hint": c.hint, "is_needed": c.is_needed}
        for f, c in COLUMNS.items()
    ]


def _step(view: selectors.BatchView, wants_columns: bool) -> int:
    """How far it has come: columns, trial, import, result."""
    if wants_columns:
        return 1
    return {"uploaded": 1, "checking": 2, "checked": 2, "running": 3, "failed": 3}.get(
        view.row.state, 4
    )


def _to(batch_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk_import", args=[batch_id]))


def _book(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    header = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx")
    response["Content-Disposition"] = header or "attachment"
    response["Cache-Control"] = "no-store"
    return response
