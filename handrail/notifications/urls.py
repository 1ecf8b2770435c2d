"""The addresses of notifications."""

from django.urls import path

from handrail.notifications import views

urlpatterns = [
    path("notifications/", views.listing, name="notifications"),
    path("notifications/new/", views.bell, name="bell"),
    path("notifications/read/", views.read, name="read_notifications"),
    path("notifications/<int:pk>/", views.follow, name="follow_notification"),
    path("notifications/devices/", views.devices, name="devices"),
    path("notifications/devices/<int:pk>/remove/", views.remove_device, name="remove_device"),
    path("settings/notifications/", views.choice, name="notification_choice"),
    path("worker.js", views.worker, name="push_worker"),
]
