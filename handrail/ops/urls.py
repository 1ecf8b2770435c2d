"""The page of Handrail's health."""

from django.urls import path

from handrail.ops import views

urlpatterns = [
    path("", views.page, name="health"),
    path("failures/", views.failures, name="failures"),
    path("failures/<int:pk>/", views.failure, name="failure"),
    path("mails/<int:pk>/again/", views.mail_again, name="mail_again"),
    path("mails/<int:pk>/source/", views.mail_source, name="mail_source"),
]
