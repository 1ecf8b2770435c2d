"""The addresses at which e-mail services call."""

from django.urls import path

from handrail.channels.email.esp import views

urlpatterns = [
    path("hooks/mail/<slug:service>/<str:token>/", views.mail, name="mail_hook"),
    path("hooks/mail/<slug:service>/<str:token>/mime", views.mail, name="mail_hook_mime"),
    path("hooks/mail/<slug:service>/<str:token>/events/", views.events, name="event_hook"),
]
