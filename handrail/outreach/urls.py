"""The page about support for readers, and the pages on which leads write it."""

from django.urls import path

from handrail.outreach.views import feeds, letters, plans, public, settings

urlpatterns = [
    path("help/<slug:language>/support/", public.page, name="help_support"),
    path("help/<slug:language>/support/feed.xml", feeds.feed, name="help_support_feed"),
    path("help/<slug:language>/support/answer/", public.answer, name="help_support_answer"),
    path("settings/support-page/", settings.page, name="support_page"),
    path("settings/support-page/notice/", settings.notice, name="support_notice"),
    path("settings/support-page/preview/<slug:language>/", settings.preview, name="support_preview"),
    path("settings/support-page/letter/<slug:language>/", letters.letter, name="open_letter"),
    path(
        "settings/support-page/letter/<slug:language>/versions/",
        letters.versions,
        name="open_letter_versions",
    ),
    path("settings/support-page/steps/add/", plans.step, name="add_plan_step"),
    path("settings/support-page/steps/<int:pk>/", plans.step, name="plan_step"),
    path("settings/support-page/progress/", plans.progress, name="plan_progress"),
    path("settings/support-page/progress/<int:pk>/remove/", plans.remove, name="remove_progress"),
]
