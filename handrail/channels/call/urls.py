"""The page on which a customer chooses a time. Nobody calls an address of ours."""

from django.urls import path

from handrail.channels.call import views

urlpatterns = [
    path("calls/<str:token>/", views.choose_call, name="choose_call"),
    path("calls/<str:token>/call.ics", views.call_calendar, name="call_calendar"),
]
