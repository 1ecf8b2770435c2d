"""The addresses of the team's pages: writing, and what readers look for."""

from __future__ import annotations

from django.urls import URLPattern, path

from handrail.helpcenter.views import (
    acting,
    bringing,
    checking,
    editing,
    linking,
    listing,
    revisions,
    shelving,
    sites,
    snipping,
    together,
    trashing,
)

_ONE = "articles/<int:pk>/in/<str:language>/"

WRITING: list[URLPattern] = [
    path("articles/", listing.articles, name="articles"),
    path("articles/new/", editing.new, name="new_article"),
    path("articles/linking/", linking.targets, name="link_targets"),
    path("articles/<int:pk>/", editing.article, name="article"),
    path("articles/<int:pk>/facts/", acting.facts, name="article_facts"),
    path("articles/<int:pk>/verify/", acting.verify_now, name="verify_article"),
    path("articles/remarks/<int:pk>/settle/", acting.settle_remark, name="settle_remark"),
    path(_ONE, editing.edit, name="edit_article"),
    path(_ONE + "keep/", editing.keep, name="keep_article"),
    path(_ONE + "drop/", editing.drop, name="drop_unsaved"),
    path(_ONE + "act/", acting.act, name="act_on_article"),
    path(_ONE + "trash/", trashing.trash, name="trash_article"),
    path(_ONE + "address/", acting.address, name="article_address"),
    path(_ONE + "language/", acting.first_language, name="article_language"),
    path(_ONE + "asked-as/", editing.asked_as, name="article_asked_as"),
    path(_ONE + "remarks/", acting.remark, name="article_remarks"),
    path(_ONE + "revisions/", revisions.history, name="article_revisions"),
    path(_ONE + "revisions/<int:number>/restore/", revisions.restore, name="restore_revision"),
]

AROUND: list[URLPattern] = [
    path("articles/<int:pk>/files/", bringing.bring, name="bring_file"),
    path("articles/together/", together.change, name="change_articles"),
    path("articles/trash/restore/", trashing.restore_all, name="restore_articles"),
    path("articles/trash/<int:pk>/", trashing.read, name="trashed_article"),
    path("articles/trash/<int:pk>/restore/", trashing.restore, name="restore_article"),
    path("articles/trash/<int:pk>/delete/", trashing.delete, name="delete_article"),
    path("articles/categories/", shelving.categories, name="categories"),
    path("articles/categories/add/", shelving.category, name="add_category"),
    path("articles/categories/<int:pk>/", shelving.category, name="category"),
    path("articles/snippets/", snipping.snippets, name="snippets"),
    path("articles/snippets/add/", snipping.snippet, name="add_snippet"),
    path("articles/snippets/<int:pk>/", snipping.snippet, name="snippet"),
    path("articles/links/", checking.broken_links, name="broken_links"),
    path("settings/help-center/", sites.sites, name="help_sites"),
    path("settings/help-center/add/", sites.site, name="add_help_site"),
    path("settings/help-center/<int:pk>/", sites.site, name="help_site"),
]
