"""The addresses of this room."""

from django.urls import URLPattern, path

from handrail.insights import views

urlpatterns: list[URLPattern] = [
    path("insights/contacts/", views.contacts, name="contacts"),
    path("insights/contacts/again/", views.count_again, name="count_contacts"),
    path("insights/contacts/unsent/", views.unsent_questions, name="unsent_questions"),
    path("insights/contacts/contacts.csv", views.as_lines, name="contacts_csv"),
    path("insights/contacts/contacts.json", views.as_program, name="contacts_json"),
]
