"""The addresses of this room: pages of the team, then the public help center."""

from __future__ import annotations

from django.urls import URLPattern

from handrail.helpcenter import public_urls

_TEAM: list[URLPattern] = []
_PUBLIC: list[URLPattern] = public_urls.urlpatterns

urlpatterns: list[URLPattern] = [*_TEAM, *_PUBLIC]
