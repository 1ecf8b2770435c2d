"""The addresses that a chat widget calls."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("handrail.channels.chat.widgets.urls"))]
