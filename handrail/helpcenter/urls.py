"""The addresses of this room: pages of the team, then the public help center."""

from __future__ import annotations

from django.urls import URLPattern, path

from handrail.helpcenter import public_urls
from handrail.helpcenter.translating.urls import TRANSLATING
from handrail.helpcenter.views import files, insights

_LEARNING: list[URLPattern] = [
    path("articles/insights/", insights.insights, name="insights"),
    path("articles/insights/search/", insights.searched_for, name="searched_for"),
    path("articles/insights/write/", insights.write, name="write_asked"),
    path("articles/insights/mend/", insights.mend, name="mend_article"),
    path("articles/<int:pk>/figures/", insights.article_figures, name="article_figures"),
    path("articles/<int:pk>/beside/", insights.beside, name="beside_article"),
    path("articles/questions/<int:pk>/remove/", insights.detach_question, name="detach_question"),
]
_TEAM: list[URLPattern] = [*TRANSLATING, *_LEARNING]
_FILES: list[URLPattern] = [
    path("help/files/<uuid:public_id>/<str:name>", files.article_file, name="article_file"),
]
_PUBLIC: list[URLPattern] = [*_FILES, *public_urls.urlpatterns]

urlpatterns: list[URLPattern] = [*_TEAM, *_PUBLIC]
