"""The address at which comments on articles are taken."""

from django.urls import path

from handrail.channels.article import views

urlpatterns = [
    path("help/<slug:language>/<str:slug>/comment/", views.comment, name="help_comment"),
]
