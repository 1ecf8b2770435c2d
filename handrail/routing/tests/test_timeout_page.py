"""Cleo lets customers who do not answer be reminded, in the words of their language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent, Mailbox
from handrail.routing.models import TimeOut, TimeOutText
from handrail.routing.timeout_form import TimeOutTextForm

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
TOLD = {"is_on": "1", "nudge_after": "5", "close_after": "9"}


def page(support: Mailbox) -> str:
    return reverse("mailbox_time_out", args=[support.pk])


def test_what_is_left_empty_is_said_in_our_own_words_and_a_language_goes_again(
    support: Mailbox, cleo: Agent, as_agent: SignIn
) -> None:
    client, kept = as_agent(cleo), TimeOutText.objects.filter(mailbox=support)
    own = TimeOutTextForm.first_words("en")
    assert own["subject"] in client.get(page(support)).content.decode()
    texts = {"text-0-language": "en", "text-1-language": "fr", "text-1-nudge": "Fermé le {date}."}
    assert client.post(page(support), TOLD | texts).status_code == 302
    assert [TimeOut.objects.get().nudge_after, TimeOut.objects.get().close_after] == [5, 9]
    assert kept.get(language="en").nudge == own["nudge"]
    assert kept.get(language="fr").nudge == "Fermé le {date}."
    assert client.post(page(support), TOLD | texts | {"text-1-remove": "1"}).status_code == 302
    assert [one.language for one in kept] == ["en"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"text-0-nudge": "Soon."}, "{date}"),
        ({"text-0-language": "fr"}, "mailbox&#39;s language (English)"),
        ({"text-1-language": "ja"}, "none of our own in this language"),
        ({"nudge_after": "0"}, 'aria-invalid="true"'),
    ],
)
def test_a_mistake_is_said_and_nothing_is_kept(
    support: Mailbox, cleo: Agent, as_agent: SignIn, more: dict[str, str], says: str
) -> None:
    told = TOLD | {"text-0-language": "en"} | more
    done = as_agent(cleo).post(page(support), told)
    assert done.status_code == 422
    assert says in done.content.decode()
    assert not TimeOutText.objects.exists()
    assert not TimeOut.objects.exists()
