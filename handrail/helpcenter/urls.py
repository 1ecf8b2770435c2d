"""The addresses of this room: pages of the team, then the public help center."""

from __future__ import annotations

from django.urls import URLPattern

_TEAM: list[URLPattern] = []
_PUBLIC: list[URLPattern] = []

urlpatterns: list[URLPattern] = [*_TEAM, *_PUBLIC]
