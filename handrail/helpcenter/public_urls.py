"""The addresses of the public help center."""

from __future__ import annotations

from django.urls import URLPattern, path

from handrail.helpcenter.views import feeds, files, reading, voting

READING: list[URLPattern] = [
    path("help/", reading.start, name="help"),
    path("help/ask/", reading.ask, name="help_ask"),
    path("help/sitemap.xml", feeds.sitemap, name="help_sitemap"),
    path("help/files/<uuid:public_id>/<str:name>", files.article_file, name="article_file"),
    path("help/look.css", feeds.look, name="help_look"),
    path("help/logo", feeds.logo, name="help_logo"),
    path("robots.txt", feeds.robots, name="robots"),
    path("help/<slug:language>/", reading.home, name="help_home"),
    path("help/<slug:language>/feed.xml", feeds.feed, name="help_feed"),
    path("help/<slug:language>/search/", reading.find, name="help_search"),
    path("help/<slug:language>/c/<str:slug>/", reading.category, name="help_category"),
    path("help/<slug:language>/<str:slug>/vote/", voting.vote, name="help_vote"),
    path("help/<slug:language>/<str:slug>/", reading.article, name="help_article"),
    path("help/<path:rest>", reading.missing, name="help_missing"),
]
