"""The page of Handrail's health."""

from django.urls import path

from handrail.ops import held_views, unsent_views, views

urlpatterns = [
    path("", views.page, name="health"),
    path("failures/", views.failures, name="failures"),
    path("failures/<int:pk>/", views.failure, name="failure"),
    path("mails/again/", held_views.all_again, name="mails_again"),
    path("mails/<int:pk>/", held_views.page, name="held_mail"),
    path("mails/<int:pk>/again/", held_views.again, name="mail_again"),
    path("mails/<int:pk>/source/", held_views.source, name="mail_source"),
    path("unsent/", unsent_views.page, name="unsent"),
    path("unsent/signal/", unsent_views.signal, name="unsent_signal"),
]
