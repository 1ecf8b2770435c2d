"""The addresses of this room: pages of the team, then the public help center."""

from __future__ import annotations

from django.urls import URLPattern

from handrail.helpcenter.translating.urls import TRANSLATING

_TEAM: list[URLPattern] = [*TRANSLATING]
_PUBLIC: list[URLPattern] = []

urlpatterns: list[URLPattern] = [*_TEAM, *_PUBLIC]
