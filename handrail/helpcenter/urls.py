"""The addresses of this room: pages of the team, then the public help center."""

from __future__ import annotations

from django.urls import URLPattern, path

from handrail.helpcenter.views import files

_TEAM: list[URLPattern] = []
_PUBLIC: list[URLPattern] = [
    path("help/files/<uuid:public_id>/<str:name>", files.article_file, name="article_file"),
]

urlpatterns: list[URLPattern] = [*_TEAM, *_PUBLIC]
