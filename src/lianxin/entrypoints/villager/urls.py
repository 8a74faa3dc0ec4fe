"""Addresses of the villager's phone."""

from __future__ import annotations

from django.urls import URLPattern, path

from lianxin.entrypoints.villager.views import card, home, report, track, village, ways

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("help/", home.help_page, name="help"),
    path("people/", home.people, name="people"),
    path("ways/", ways.ways, name="ways"),
    path("ways/poster/", ways.poster, name="ways_poster"),
    path("card/<slug:code>/", card.card, name="card"),
    path("card/<slug:code>/card.vcf", card.whole, name="card_whole"),
    path("card/<slug:code>/<uuid:key>.vcf", card.one, name="card_one"),
    path("card/<slug:code>/missing/", card.missing, name="card_missing"),
    path("village/", village.village, name="village"),
    path("places.json", village.places_below, name="places"),
    path("outlines.json", village.outlines, name="outlines"),
    path("report/", report.report, name="report"),
    path("report/file/<uuid:file_id>/", report.upload, name="report_file"),
    path("track/", track.find, name="track"),
    path("mine/", track.mine, name="mine"),
    path("case/<uuid:case_id>/", track.case, name="case"),
    path("case/<uuid:case_id>/done/", track.done, name="case_done"),
    path("case/<uuid:case_id>/rate/", track.rate, name="case_rate"),
    path("case/<uuid:case_id>/withdraw/", track.withdraw, name="case_withdraw"),
    path("case/<uuid:case_id>/part/", track.part, name="case_part"),
    path("case/<uuid:case_id>/appeal/", track.appeal, name="case_appeal"),
    path("case/<uuid:case_id>/reopen/", track.reopen, name="case_reopen"),
]
