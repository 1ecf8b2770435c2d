"""The addresses of widgets: what pages load, and where one sets them up."""

from django.urls import path

from handrail.channels.chat.widgets import pages, settings, standing

urlpatterns = [
    path("chat/<uuid:public_id>.js", pages.script, name="chat_script"),
    path("chat/<uuid:public_id>/words", pages.words, name="chat_words"),
    path("chat/<uuid:public_id>/", pages.page, name="chat_page"),
    path("settings/chat/", settings.listing, name="widgets"),
    path("settings/chat/now/", standing.now, name="widgets_now"),
    path("settings/chat/<int:pk>/now/", standing.now, name="widget_now"),
    path("settings/chat/add/", settings.edit, name="add_widget"),
    path("settings/chat/preview/", settings.preview, name="widget_preview"),
    path("settings/chat/preview.js", settings.preview_script, name="widget_preview_script"),
    path("settings/chat/<int:pk>/", settings.edit, name="widget"),
    path("settings/chat/<int:pk>/secret/", settings.secret, name="widget_secret"),
]
