"""The addresses of this room."""

from django.urls import path

from handrail.routing.views import hours, promises, timeouts, waits

urlpatterns = [
    path("settings/mailboxes/<int:pk>/hours/", hours.page, name="mailbox_hours"),
    path("settings/mailboxes/<int:pk>/promises/", promises.page, name="mailbox_promises"),
    path("settings/mailboxes/<int:pk>/waits/", waits.page, name="mailbox_waits"),
    path("settings/mailboxes/<int:pk>/time-out/", timeouts.page, name="mailbox_time_out"),
]
