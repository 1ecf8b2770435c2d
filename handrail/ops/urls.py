"""The page of Handrail's health."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
