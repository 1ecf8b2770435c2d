"""Before a question is sent: articles in forms, the portal and chats; an answer in the first two."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from handrail.accounts.models import Mailbox
from handrail.assistant.answering import Answer
from handrail.assistant.answering.drawing import as_html
from handrail.assistant.beforehand import ask_before, opened_from
from handrail.core.abuse import client_address, within
from handrail.helpcenter.meaning.asking import wake
from handrail.helpcenter.models import Translation
from handrail.helpcenter.offering import offered
from handrail.helpcenter.readers import STRANGER, Reader
from handrail.helpcenter.sites import site_around

MOST = 3
_LARGEST = 64 * 1024  # octets of what a page's script, or a program, tells us
_ASKED, _SECONDS = 60, 60  # so often a connection is answered: somebody who types pauses less often


class Suggestion(NamedTuple):
    """An article that may help: its title, its address, and what it is about."""

    title: str
    address: str
    summary: str = ""
    language: str = ""


def has_articles(request: HttpRequest, reader: Reader = STRANGER) -> bool:
    """Whether there is anything to suggest to this reader, where they are: then somebody is about to ask."""
    found = Translation.objects.readable_by(reader).filter(site=site_around(request)).exists()
    if found:
        wake()
    return found


def suggested(
    request: HttpRequest, text: str, language: str, *, reader: Reader = STRANGER
) -> list[Suggestion]:
    """At most three articles of the site where they are, for what is being typed; none for whoever asks too
    often.
    """
    return _articles(request, text, language, reader) if _may_ask(request, text) else []


def _may_ask(request: HttpRequest, text: str) -> bool:
    return bool(text.strip()) and within("articles", client_address(request), most=_ASKED, seconds=_SECONDS)


def _articles(request: HttpRequest, text: str, language: str, reader: Reader) -> list[Suggestion]:
    site = site_around(request)
    found = offered(text, language.partition("-")[0], reader=reader, site=site, most=MOST)
    return [Suggestion(one.title, one.address, one.summary, one.language) for one in found]


class ShownAnswer(NamedTuple):
    """An answer as a page shows it before a question is sent; `html` is safe."""

    text: str
    html: SafeString
    language: str
    articles: list[Suggestion]

    def as_json(self) -> dict[str, Any]:
        """For scripts and programs."""
        return {**self._asdict(), "articles": [one._asdict() for one in self.articles]}


class Asking(NamedTuple):
    """Who asks before sending, and by which door; `answers`: an answer may be shown there."""

    channel: str
    language: str
    reader: Reader
    answers: bool
    mailbox: Mailbox | None = None  # to which it is written, where that is known


def answered(
    request: HttpRequest, question: str, page: uuid.UUID | None, asking: Asking
) -> ShownAnswer | None:
    """The answer to what was written, if the assistant is sure of one; none for who asks too often."""
    return _answered(request, question, page, asking) if _may_ask(request, question) else None


def _answered(
    request: HttpRequest, question: str, page: uuid.UUID | None, asking: Asking
) -> ShownAnswer | None:
    if not (asking.answers and page):
        return None
    found = ask_before(
        question,
        page=page,
        channel=asking.channel,
        reader=asking.reader,
        language=asking.language.partition("-")[0],
        site=site_around(request),
        address=client_address(request),
        mailbox=asking.mailbox,
    )
    return _shown(found) if found else None


def looked_up(request: HttpRequest, asking: Asking) -> dict[str, Any]:
    """What a page's script, or a program, is told of `question`: `answer` or null, and `articles`.

    `once` is the page's id. With `opened` nothing is asked: an article of the answer was opened there. What
    is larger than any page of ours sends is not read: nothing is found for it.
    """
    told = _told(request)
    question, page = str(told.get("question") or ""), page_in(told)
    if told.get("opened") and page:
        opened_from(page, asking.channel)
    elif _may_ask(request, question):
        if found := _answered(request, question, page, asking):
            return {"answer": found.as_json(), "articles": []}
        near = _articles(request, question, asking.language, asking.reader)
        return {"answer": None, "articles": [one._asdict() for one in near]}
    return {"answer": None, "articles": []}


def page_in(told: Mapping[str, Any]) -> uuid.UUID | None:
    """The id of the page that something comes from; None for what is none."""
    try:
        return uuid.UUID(str(told.get("once")))
    except ValueError:
        return None


def _told(request: HttpRequest) -> Mapping[str, Any]:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > _LARGEST:
        return {}
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _shown(found: Answer) -> ShownAnswer:
    articles = [Suggestion(one.title, one.address, "", one.translation.language) for one in found.sources]
    html = mark_safe(as_html(found.blocks))  # noqa: S308  its words are escaped
    return ShownAnswer(found.text, html, found.language, articles)
