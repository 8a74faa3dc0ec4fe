"""Addresses that belong to every door."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from lianxin.entrypoints.shared import gallery, views

urlpatterns: list[URLPattern] = [
    path("mode/", views.mode, name="mode"),
    path("health/", views.health, name="health"),
    path("files/<uuid:file_id>/", views.file, name="file"),
    path("files/<uuid:file_id>/thumb/", views.file, {"thumb": True}, name="file_thumb"),
]
if settings.DEBUG or settings.DEMO or settings.TESTING:
    urlpatterns += [
        path("gallery/", gallery.gallery, name="gallery"),
        path("gallery/cells.json", gallery.cells, name="gallery_cells"),
    ]
