"""The addresses at which forms are shown and sent, and those by which leads build them."""

from django.urls import path

from handrail.channels.form.views import api, building, embedding, held, more, pages

urlpatterns = [
    path("forms/more/<str:token>/", more.more, name="form_more"),
    path("forms/<slug:slug>/", pages.page, name="form_page"),
    path("forms/<slug:slug>/embed/", pages.page, {"embedded": True}, name="form_embed"),
    path("forms/<slug:slug>/embed.js", embedding.script, name="form_script"),
    path("forms/<slug:slug>/look.css", embedding.look, name="form_look"),
    path("forms/<slug:slug>/logo", embedding.logo, name="form_logo"),
    path("forms/<slug:slug>/articles/", pages.articles, name="form_articles"),
    path("forms/<slug:slug>/send/", api.send, name="form_send"),
    path("forms/<slug:slug>/sent/<str:token>/", pages.sent, name="form_sent"),
    path("settings/forms/", building.listing, name="forms"),
    path("settings/forms/add/", building.add, name="add_form"),
    path("settings/forms/held/", held.listing, name="held_forms"),
    path("settings/forms/held/<int:pk>/", held.act, name="held_form"),
    path("settings/forms/<int:pk>/", building.edit, name="form"),
    path("settings/forms/<int:pk>/order/", building.order, name="order_form"),
    path("settings/forms/<int:pk>/preview/", building.preview, name="preview_form"),
    path("settings/forms/<int:pk>/ask/<slug:type>/", building.add_question, name="add_question"),
    path("settings/forms/<int:pk>/question/<slug:key>/", building.question, name="question"),
    path(
        "settings/forms/<int:pk>/question/<slug:key>/remove/",
        building.remove_question,
        name="remove_question",
    ),
]
