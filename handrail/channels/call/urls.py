"""Nobody calls an address of ours."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
