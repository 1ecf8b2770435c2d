"""The addresses of this room: pages of the team, then the public help center."""

from __future__ import annotations

from django.urls import URLPattern

from handrail.helpcenter import public_urls
from handrail.helpcenter.learning_urls import FOLLOWING, LEARNING

_TEAM: list[URLPattern] = [*LEARNING]
_PUBLIC: list[URLPattern] = [*FOLLOWING, *public_urls.urlpatterns]

urlpatterns: list[URLPattern] = [*_TEAM, *_PUBLIC]
