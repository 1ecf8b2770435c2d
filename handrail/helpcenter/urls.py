"""The addresses of this room: pages of the team, then the public help center."""

from __future__ import annotations

from django.urls import URLPattern

from handrail.helpcenter.learning_urls import FOLLOWING, LEARNING
from handrail.helpcenter.public_urls import READING
from handrail.helpcenter.team_urls import AROUND, WRITING
from handrail.helpcenter.translating.urls import TRANSLATING

urlpatterns: list[URLPattern] = [*WRITING, *AROUND, *TRANSLATING, *LEARNING, *FOLLOWING, *READING]
