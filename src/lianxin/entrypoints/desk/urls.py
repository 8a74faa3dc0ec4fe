"""Addresses of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from lianxin.entrypoints.desk.views import (
    acts,
    advice,
    case,
    export,
    lists,
    messages,
    own,
    plain,
    queue,
    register,
    typed,
)

CASE = "cases/<uuid:case_id>/"

urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="desk_queue"),
    path("counts/", queue.counts, name="desk_counts"),
    path("export/", export.export, name="desk_export"),
    path("print/", queue.print_list, name="desk_print_list"),
    path("cases/", queue.everything, name="desk_cases"),
    path("cases/new/", register.register, name="desk_register"),
    path("cases/new/hint/", register.hint, name="desk_register_hint"),
    path("cases/new/advice/", advice.advice, name="desk_register_advice"),
    path("cases/new/take/", advice.take, name="desk_register_take"),
    path(CASE, case.page, name="desk_case"),
    path(CASE + "panel/", case.panel, name="desk_panel"),
    path(CASE + "print/", case.print_case, name="desk_print_case"),
    path(CASE + "watching/", case.watching, name="desk_watching"),
    path(CASE + "units/", case.units, name="desk_units"),
    path(CASE + "registered/", register.registered, name="desk_registered"),
    path(CASE + "dispatch/", acts.dispatch, name="desk_dispatch"),
    path(CASE + "take/", advice.take_for_dispatch, name="desk_take"),
    path(CASE + "decline/", acts.decline, name="desk_decline"),
    path(CASE + "sign/", acts.sign, name="desk_sign"),
    path(CASE + "note/", acts.note, name="desk_note"),
    path(CASE + "reply/", acts.reply, name="desk_reply"),
    path(CASE + "call_back/", acts.call_back, name="desk_call_back"),
    path(CASE + "reveal/", acts.reveal, name="desk_reveal"),
    path(CASE + "do/<slug:verb>/", plain.act, name="desk_plain"),
    path("drafts/<str:key>/", typed.draft, name="desk_draft"),
    path("villages.json", lists.villages, name="desk_villages"),
    path("outlines.json", lists.outlines, name="desk_outlines"),
    path("messages/", messages.inbox, name="desk_messages"),
    path("messages/read/", messages.read_all, name="desk_messages_read"),
    path("messages/<uuid:line_id>/", messages.follow, name="desk_message"),
    path("loudspeaker/", messages.loudspeaker, name="desk_loudspeaker"),
    path("loudspeaker/<uuid:text_id>/", messages.read_out, name="desk_read_out"),
    path("me/", own.me, name="desk_me"),
    path("calendar/", own.calendar, name="desk_calendar"),
    path("help/", own.help_page, name="desk_help"),
]
