"""The real model of meanings in this process, and a help center to ask."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from handrail.assistant.models import Exchange, Turn
from handrail.conversations.models import Conversation
from handrail.helpcenter.meaning import asking, encoding
from handrail.helpcenter.meaning.encoding import encode
from handrail.helpcenter.meaning.filling import fill_all
from handrail.helpcenter.models import Translation
from tests.articles import article

WHITE = (
    "The product page stays white after an update because an old template is read.\n\n"
    "## Empty the cache\n\nThis takes a minute:\n\n"
    "1. Open Lamp, Tools.\n2. Press Empty cache.\n3. Load the page again.\n\n"
    "## If it stays white\n\nSend us the diagnostics with the address of the page.\n"
)
SUMMARY = "Lamp looks for a template in its old place. Emptying the cache brings the page back."


@pytest.fixture
def knows_meanings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real model, in this process."""
    monkeypatch.setattr(asking, "_asking", asking._Asking(is_here=True))
    monkeypatch.setattr(encoding, "encode", lambda texts: [_meaning(text) for text in texts])


@cache
def _meaning(text: str) -> str:
    """The same words mean the same in every test: worked out once."""
    return encode([text])[0]


@pytest.fixture
def help_center(db: None, knows_meanings: None) -> dict[str, Translation]:
    """Four articles, understood."""
    found = {
        "white": article("White page after an update", WHITE, summary=SUMMARY, slug="white-page"),
        "invoice": article(
            "Find an invoice", "Every invoice waits as a PDF in your account, under Invoices.", slug="invoice"
        ),
        "delivery": article("Delivery", "Parcels arrive within three working days.", slug="delivery"),
        "salaries": article(
            "Salaries of colleagues", "A colleague earns 4,711 € a month.", visibility="internal", slug="pay"
        ),
    }
    fill_all()
    return found


def turn_of(conversation: Conversation | None, of: Translation | None = None, **facts: Any) -> Turn:
    """A turn as it is kept: an answer from this article, or a refusal."""
    sources = (
        [
            {
                "article": of.article_id,
                "translation": of.pk,
                "slug": of.slug,
                "title": of.slug,
                "language": "en",
            }
            | {"heading": "", "anchor": "", "text": "What stands there."}
        ]
        if of
        else []
    )
    exchange = None
    if conversation is not None:
        exchange = Exchange.objects.get_or_create(conversation=conversation, defaults={"channel": "chat"})[0]
    told = {"channel": "chat", "language": "en", "question": "My screen 4711 is blank", "confidence": 0.85}
    told |= {"is_answer": bool(of), "answer": "Empty the cache." if of else "", "sources": sources}
    return Turn.objects.create(exchange=exchange, **told | facts)
