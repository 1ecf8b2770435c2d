"""What the team learns from readers, learning paths and guides: their addresses."""

from __future__ import annotations

from django.urls import URLPattern, path

from handrail.helpcenter.views import following, guides, insights, paths

LEARNING: list[URLPattern] = [
    path("articles/insights/", insights.insights, name="insights"),
    path("articles/insights/search/", insights.searched_for, name="searched_for"),
    path("articles/insights/write/", insights.write, name="write_asked"),
    path("articles/insights/mend/", insights.mend, name="mend_article"),
    path("articles/<int:pk>/figures/", insights.article_figures, name="article_figures"),
    path("articles/<int:pk>/beside/", insights.beside, name="beside_article"),
    path("articles/questions/<int:pk>/remove/", insights.detach_question, name="detach_question"),
    path("articles/paths/", paths.paths, name="learning_paths"),
    path("articles/paths/<int:pk>/", paths.path, name="learning_path"),
    path("articles/paths/<int:pk>/change/", paths.change_path, name="change_path"),
    path("articles/guides/", guides.guides, name="guides"),
    path("articles/guides/<int:pk>/", guides.guide, name="guide"),
    path("articles/guides/<int:pk>/change/", guides.change_guide, name="change_guide"),
    path("articles/guides/<int:pk>/steps/<slug:key>/", guides.change_step, name="change_step"),
]
# They stand before articles: `paths` is no article's address.
FOLLOWING: list[URLPattern] = [
    path("help/<slug:language>/paths/", following.learn, name="help_paths"),
    path("help/<slug:language>/paths/<str:slug>/", following.path, name="help_path"),
    path("help/<slug:language>/guides/<str:slug>/", following.guide, name="help_guide"),
    path("help/<slug:language>/guides/<str:slug>/embed/", following.embedded, name="help_guide_embed"),
]
