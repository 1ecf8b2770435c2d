"""The addresses of this room."""

from django.urls import URLPattern, path

from handrail.assistant import dialogue_views, views
from handrail.assistant.review.views import benches, growing, turns

urlpatterns: list[URLPattern] = [
    path("settings/assistant/", views.thresholds, name="assistant_settings"),
    path("settings/assistant/switch/", dialogue_views.switch, name="assistant_switch"),
    path("settings/assistant/topics/", dialogue_views.topics, name="assistant_topics"),
    path("settings/assistant/writer/", views.writer, name="assistant_writer"),
    path("settings/assistant/agents/", views.for_the_team, name="assistant_for_agents"),
    path("settings/assistant/places/", views.place, name="assistant_place"),
    path("settings/assistant/withheld/", views.withheld_articles, name="withheld_articles"),
    path("settings/assistant/review/", turns.listing, name="assistant_review"),
    path("settings/assistant/review/<uuid:key>/", turns.turn, name="assistant_turn"),
    path("settings/assistant/review/<uuid:key>/correct/", turns.correct, name="correct_turn"),
    path("settings/assistant/phrases/", growing.phrases, name="grown_phrases"),
    path("settings/assistant/phrases/<int:pk>/", growing.settle, name="settle_phrase"),
    path("settings/assistant/bench/", benches.bench, name="assistant_bench"),
    path("settings/assistant/bench/file/", benches.file, name="bench_file"),
    path("settings/assistant/bench/<int:pk>/", benches.case, name="bench_case"),
    path("settings/assistant/bench/<int:pk>/remove/", benches.remove, name="remove_case"),
    path("settings/assistant/bench/trials/", benches.try_draft, name="try_draft"),
    path("settings/assistant/bench/trials/<int:pk>/", benches.trial, name="assistant_trial"),
    path("settings/assistant/bench/trials/<int:pk>/adopt/", benches.adopt_draft, name="adopt_draft"),
    path("settings/assistant/calibration/", growing.calibration, name="assistant_calibration"),
]
