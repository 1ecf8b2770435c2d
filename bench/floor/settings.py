"""Handrail's settings with nothing in the way but the session and the user."""

from pathlib import Path

from handrail.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor.urls"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # it refuses to be installed without
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent / "jinja2"],
        "OPTIONS": {"environment": "jinja2.Environment", "trim_blocks": True, "lstrip_blocks": True},
    }
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
