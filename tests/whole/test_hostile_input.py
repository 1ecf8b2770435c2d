"""Input that no page of ours sends: it is answered in words, breaks nothing, and stays in no cache."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urljoin
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent
from handrail.asgi import _pages
from handrail.conversations.models import Conversation, Draft
from handrail.conversations.verbs import File, Words, note
from handrail.core.shell.limits import Limits
from handrail.core.shell.responses import collect
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


@pytest.mark.parametrize("until", ["9999-12-31T23:59", "9999-12-31T23:59:00Z", "9999-12-31T23:59:00-12:00"])
def test_nothing_sleeps_until_the_end_of_the_calendar(
    ask: Ask, ada: Agent, as_agent: SignIn, until: str
) -> None:
    conversation, client = ask(), as_agent(ada)
    assert client.post(reverse("snooze", args=[conversation.number]), {"until": until}).status_code == 422
    assert Conversation.objects.get().snoozed_until is None
    assert client.get(reverse("inbox", args=["snoozed"])).status_code == 200


def test_nine_years_are_not_too_long(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    until = (timezone.now() + timedelta(days=9 * 365)).isoformat()
    assert client.post(reverse("snooze", args=[conversation.number]), {"until": until}).status_code == 302
    assert client.get(reverse("conversation", args=[conversation.number])).status_code == 200


@pytest.mark.parametrize("charset", ["unicode_escape", "rot13", "idna", "undefined", "utf-16"])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_charset_that_no_browser_claims_is_not_believed(kind: str, charset: str) -> None:
    claims = f"{kind}; charset={charset}"
    assert status_of("GET", "next=%5Cud800x", claims) == HTTPStatus.OK
    assert status_of("POST", "next=%5Cud800x", claims) == HTTPStatus.FORBIDDEN  # no CSRF token


def status_of(method: str, query: str, content_type: str) -> int:
    """What the sign-in page answers, asked as the server asks it; the test client would decode by itself."""
    body = b"login=%5Cud800+Gr%C3%BC%C3%9Fe"
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/accounts/login/",
        "QUERY_STRING": query,
    }
    environ |= {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
    setup_testing_defaults(environ)
    answer = collect(_pages, environ, Limits())
    answer.body.close()
    return answer.status


def test_characters_no_database_keeps_are_left_out(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    number, client = [ask().number], as_agent(ada)
    client.post(reverse("tags", args=number), {"add": "refund"})
    assert client.post(reverse("tags", args=number), {"untag": "re\0fund"}).status_code == 302
    assert not Conversation.objects.get().tags.exists()
    assert client.post(reverse("draft", args=number), {"text": "x\0y", "cc": "a\0b"}).status_code == 204
    assert (Draft.objects.get().text, Draft.objects.get().cc) == ("xy", "ab")
    file = SimpleUploadedFile("a.txt", b"a", content_type="text/plain\0<b>")
    assert client.post(reverse("draft_files", args=number), {"files": file}).status_code == 200


def test_too_many_files_without_script_are_refused_in_words(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation = ask()
    files = [SimpleUploadedFile(f"{number}.txt", b"a") for number in range(21)]
    answer = as_agent(ada).post(
        reverse("reply", args=[conversation.number]), {"text": "Hello", "files": files}
    )
    assert answer.status_code == 422
    assert "up to 20 files" in answer.content.decode()
    assert conversation.messages.count() == 1


@pytest.mark.usefixtures("way_out")
@pytest.mark.parametrize("cc", ["(" * 20_000, '"' * 5_000])
def test_a_cc_line_without_end_is_no_address(ask: Ask, ada: Agent, as_agent: SignIn, cc: str) -> None:
    answer = as_agent(ada).post(reverse("reply", args=[ask().number]), {"text": "Hello", "cc": cc})
    assert answer.status_code == 422
    assert "no e-mail address" in answer.content.decode()


def test_pages_for_an_agent_stay_in_no_cache(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    for address in (
        reverse("inbox", args=["all"]),
        reverse("conversation", args=[conversation.number]),
        reverse("search") + "?q=white",
        reverse("profile"),
        "/accounts/password/change/",
    ):
        assert client.get(address).headers["Cache-Control"] == "private, no-store", address


def test_a_file_s_name_cannot_lead_its_address_elsewhere(ask: Ask, ada: Agent, as_agent: SignIn) -> None:
    conversation, client = ask(), as_agent(ada)
    names = ["../../../accounts/logout/", "..", "a/b.txt", "..\\..\\x.exe"]
    files = tuple(File(name, "text/plain", b"a") for name in names)
    note(conversation, words=Words(text="See there", files=files), by=ada.as_actor())
    page = client.get(reverse("conversation", args=[conversation.number])).content.decode()
    addresses = set(re.findall(r'href="(/files/[^"]*)"', page))
    assert len(addresses) == len(names)
    for address in addresses:
        assert urljoin("http://127.0.0.1/", unescape(address)).count(
            "/"
        ) == "http://127.0.0.1/files/id/name".count("/")
        assert client.get(address).content == b"a"
