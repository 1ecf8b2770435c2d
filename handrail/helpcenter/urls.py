"""The addresses of this room: pages of the team, then the public help center."""

from __future__ import annotations

from django.urls import URLPattern, path

from handrail.helpcenter.learning_urls import FOLLOWING, LEARNING
from handrail.helpcenter.public_urls import READING
from handrail.helpcenter.search.settings import views as search_settings
from handrail.helpcenter.team_urls import AROUND, WRITING
from handrail.helpcenter.translating.urls import TRANSLATING

_FINDING: list[URLPattern] = [path("settings/synonyms/", search_settings.page, name="synonyms")]

urlpatterns: list[URLPattern] = [
    *(*WRITING, *AROUND, *TRANSLATING, *LEARNING, *FOLLOWING),
    *(*_FINDING, *READING),
]
