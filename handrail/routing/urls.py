"""The addresses of this room."""

from django.urls import path

from handrail.routing import views

urlpatterns = [
    path("settings/mailboxes/<int:pk>/hours/", views.page, name="mailbox_hours"),
]
