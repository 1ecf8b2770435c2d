"""The addresses of this room."""

from django.urls import URLPattern, path

from handrail.assistant import dialogue_views, views

urlpatterns: list[URLPattern] = [
    path("settings/assistant/", views.thresholds, name="assistant_settings"),
    path("settings/assistant/switch/", dialogue_views.switch, name="assistant_switch"),
    path("settings/assistant/topics/", dialogue_views.topics, name="assistant_topics"),
    path("settings/assistant/writer/", views.writer, name="assistant_writer"),
]
