"""The addresses of the team's pages: writing, and what readers look for."""

from __future__ import annotations

from django.urls import URLPattern, path

from handrail.helpcenter.views import acting, editing, insights, listing, revisions

_ONE = "articles/<int:pk>/in/<str:language>/"

WRITING: list[URLPattern] = [
    path("articles/", listing.articles, name="articles"),
    path("articles/new/", editing.new, name="new_article"),
    path("articles/preview/", editing.preview, name="preview_words"),
    path("articles/<int:pk>/", editing.article, name="article"),
    path("articles/<int:pk>/facts/", acting.facts, name="article_facts"),
    path("articles/<int:pk>/verify/", acting.verify_now, name="verify_article"),
    path("articles/remarks/<int:pk>/settle/", acting.settle_remark, name="settle_remark"),
    path(_ONE, editing.edit, name="edit_article"),
    path(_ONE + "keep/", editing.keep, name="keep_article"),
    path(_ONE + "drop/", editing.drop, name="drop_unsaved"),
    path(_ONE + "act/", acting.act, name="act_on_article"),
    path(_ONE + "address/", acting.address, name="article_address"),
    path(_ONE + "remarks/", acting.remark, name="article_remarks"),
    path(_ONE + "revisions/", revisions.history, name="article_revisions"),
    path(_ONE + "revisions/<int:number>/restore/", revisions.restore, name="restore_revision"),
]

LEARNING: list[URLPattern] = [
    path("articles/insights/", insights.insights, name="insights"),
    path("articles/insights/search/", insights.searched_for, name="searched_for"),
    path("articles/insights/write/", insights.write, name="write_asked"),
    path("articles/insights/mend/", insights.mend, name="mend_article"),
    path("articles/<int:pk>/figures/", insights.article_figures, name="article_figures"),
    path("articles/<int:pk>/beside/", insights.beside, name="beside_article"),
    path("articles/questions/<int:pk>/remove/", insights.detach_question, name="detach_question"),
]
