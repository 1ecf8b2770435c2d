"""The addresses of translators."""

from __future__ import annotations

from django.urls import URLPattern, path

from handrail.helpcenter.translating import views

TRANSLATING: list[URLPattern] = [
    path("articles/board/", views.boards, name="translation_boards"),
    path("articles/board/<slug:language>/", views.board, name="translation_board"),
    path("articles/<int:pk>/translate/<slug:language>/", views.sheet, name="translate_article"),
]
