"""Every address of this house, room by room."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("handrail.workspace.urls")),
    path("settings/health/", include("handrail.ops.urls")),
    path("accounts/", include("allauth.urls")),
]
