"""The addresses of this room."""

from django.urls import URLPattern, path

from handrail.assistant import views

urlpatterns: list[URLPattern] = [
    path("settings/assistant/", views.thresholds, name="assistant_settings"),
    path("settings/assistant/writer/", views.writer, name="assistant_writer"),
]
