"""The language of a chat is that of the visitor's words, not that of the page around the widget."""

from __future__ import annotations

import uuid

import pytest

from handrail.channels.chat.models import Widget
from handrail.channels.chat.spoken import look
from handrail.channels.chat.tests.assisted import exchange, settled
from handrail.channels.chat.tests.visiting import Visitor, solved
from handrail.conversations.models import Conversation, Message

pytestmark = pytest.mark.django_db
SLOVENIAN = "Po posodobitvi je stran bela. Kaj naj storim?"


def worked(visitor: Visitor) -> Conversation:
    """What the worker does with what was written."""
    for entry in Message.objects.filter(conversation=visitor.chat.pk).values_list("entry", flat=True):
        look(entry)
    return visitor.chat.conversation


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SLOVENIAN, "sl"),
        ("Wie leere ich den Cache?", "de"),
        ("Comment vider le cache ?", "fr"),
        ("كيف أفرغ ذاكرة التخزين؟", "ar"),
        ("Where do I find my licence key?", "en"),
        ("OK", None),
    ],
)
def test_a_chat_is_in_the_language_that_was_written_in(
    visitor: Visitor, text: str, language: str | None
) -> None:
    visitor.begin(text)
    assert (worked(visitor).language, visitor.chat.language) == (language, "en")


def test_what_a_first_word_does_not_tell_the_next_one_does(visitor: Visitor) -> None:
    visitor.begin("OK")
    visitor.send(SLOVENIAN)
    assert worked(visitor).language == "sl"
    visitor.send("Where do I find my licence key?")
    assert worked(visitor).language == "sl"  # it stays that of the first that told


def test_whoever_goes_on_from_the_assistant_reads_their_language(asker: Visitor) -> None:
    asker.begin(SLOVENIAN)
    settled(asker)
    assert exchange(asker).language == "sl"
    assert asker.chat.conversation.entries.get(kind="handed_over").data["language"] == "sl"


def test_the_language_of_the_body_is_that_of_the_chat_and_the_address_goes_before_it(
    widget: Widget,
) -> None:
    vera, wanda, finn = (Visitor(widget) for _ in range(3))
    assert vera.begin("OK", lang="fr-CA").json()["state"]["says"] == "La réponse s’affichera ici."
    assert (vera.chat.language, vera.chat.conversation.customer.language) == ("fr", "fr")
    errors = [finn.begin("", lang=lang).json()["error"] for lang in ("fr", "en")]
    assert errors[0] != errors[1]
    told = {"key": wanda.key, "once": str(uuid.uuid4()), "text": "OK", "proof": solved(wanda.address)}
    wanda.post(f"/chat/{widget.public_id}/begin?lang=sl", told | {"lang": "fr"})
    assert wanda.chat.language == "sl"
    assert finn.begin("OK", lang=["fr"]).json()["code"] == "wrong"
    assert finn.begin("OK", lang="tlh").json()["state"]["says"] == "The answer will stand here."
    assert finn.chat.language == "en"
