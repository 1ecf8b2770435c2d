"""The addresses of translators."""

from __future__ import annotations

from django.urls import URLPattern, path

from handrail.helpcenter.translating import exchange_views, views
from handrail.helpcenter.translating.machine import views as machine

TRANSLATING: list[URLPattern] = [
    path("articles/board/", views.boards, name="translation_boards"),
    path("articles/board/<slug:language>/", views.board, name="translation_board"),
    path("articles/board/<slug:language>/export/", exchange_views.take, name="export_xliff"),
    path("articles/board/<slug:language>/import/", exchange_views.bring_back, name="import_xliff"),
    path("articles/<int:pk>/translate/<slug:language>/", views.sheet, name="translate_article"),
    path("articles/<int:pk>/translate/<slug:language>/keep/", views.keep_words, name="keep_translation"),
    path("articles/<int:pk>/translate/<slug:language>/drop/", views.drop_words, name="drop_translation"),
    path("articles/<int:pk>/translate/<slug:language>/machine/", machine.ask, name="ask_machine"),
    path("settings/machine-translator/", machine.page, name="machine_translator"),
]
