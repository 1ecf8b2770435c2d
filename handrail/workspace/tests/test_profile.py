"""What agents set about themselves takes effect at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from handrail.accounts.models import Agent

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_what_is_said_after_the_language_was_changed_is_said_in_the_new_one(
    ada: Agent, as_agent: SignIn
) -> None:
    facts = {"name": "Ada", "language": "fr", "time_zone": "UTC"}
    said = [one.message for one in get_messages(as_agent(ada).post(reverse("profile"), facts).wsgi_request)]
    with override("fr"):
        assert said == [gettext("Saved.")]
    assert said != [gettext("Saved.")]
