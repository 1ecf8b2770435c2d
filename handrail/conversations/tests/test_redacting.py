"""What was redacted is found nowhere: not in any text, JSON or bytes of the database."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.conversations.models import Attachment, Conversation, Entry, Message
from handrail.conversations.queries.reading import find, read_timeline
from handrail.conversations.queries.searching import search
from handrail.conversations.redactions import holds, redact_html, redact_text
from handrail.conversations.verbs import (
    File,
    Words,
    merge,
    note,
    receive,
    redact_file,
    redact_message,
    redact_passage,
    save_draft,
    split,
)
from handrail.conversations.verbs.redacting import RedactRefused
from handrail.core import blobs
from handrail.core.models import Blob
from handrail.customers.models import Customer
from tests.cast import Ask
from tests.markers import places_of

pytestmark = pytest.mark.django_db
MARKER = "xyzzyplugh"


@pytest.fixture
def told(ask: Ask, ada: Agent, ben: Agent, dora: Customer) -> Conversation:
    """A password in every corner: words, HTML, quotes, files, drafts, the raw mail, a copy, a merge."""
    conversation = ask(f"My password is\n> {MARKER}, please.", subject=f"About {MARKER}")
    raw = blobs.put(f"Subject: {MARKER}\r\n\r\n{MARKER}".encode())
    said = Words(
        text="See below",
        html=f"<p>See <b>xyzzy</b>plugh and <i>{MARKER}</i></p>",
        quoted=f"On Monday Dora wrote:\n> My password is {MARKER}",
        quoted_html=f"<blockquote>My password is {MARKER}</blockquote>",
        subject=f"Re: {MARKER}",
        raw=raw.key,
        files=(File(f"{MARKER}.txt", "text/plain", b"a log"),),
    )
    entry = receive(conversation, words=said, by=dora.as_actor())
    note(conversation, words=Words(text=f"It is {MARKER}!"), by=ada.as_actor())
    save_draft(conversation, agent=ben, kind="reply", text=f"<p>Your {MARKER}</p>")
    split(conversation, entry=entry.pk, by=ada.as_actor())
    merge(ask(f"{MARKER} again"), into=conversation, by=ada.as_actor())
    return Conversation.objects.get(pk=conversation.pk)


def test_a_redacted_passage_is_nowhere_afterwards(told: Conversation, cleo: Agent, ada: Agent) -> None:
    assert len(places_of(MARKER)) > 8
    assert redact_passage(told, passage=MARKER.upper(), by=cleo.as_actor()) >= 4
    assert places_of(MARKER) == []
    assert search(ada, MARKER).hits == []
    texts = [item.body for item in read_timeline(find(ada, told.number), ada).items if item.message]
    assert sum("[redacted by Cleo]" in text for text in texts) >= 3
    assert "My password is" in texts[0]
    line = Entry.objects.filter(conversation=told, kind="redacted").get()
    assert line.data == {"what": "passage", "messages": 6}


def test_a_whole_message_and_a_file_go_with_their_bytes(ask: Ask, cleo: Agent, dora: Customer) -> None:
    conversation = ask()
    raw = blobs.put(MARKER.encode())
    words = Words(
        text=MARKER,
        html=f"<p>{MARKER}</p>",
        quoted=MARKER,
        raw=raw.key,
        files=(File("a.txt", "text/plain", MARKER.encode() * 2), File("b.txt", "text/plain", b"fine")),
    )
    entry = receive(conversation, words=words, by=dora.as_actor())
    file = Attachment.objects.get(name="a.txt")
    assert redact_file(conversation, file=file.public_id, by=cleo.as_actor()) == 1
    assert Message.objects.get(pk=entry.pk).raw_id is None  # the original mail held the file
    assert Attachment.objects.filter(name="b.txt").exists()
    assert redact_message(conversation, entry=entry.pk, by=cleo.as_actor()) == 1
    assert places_of(MARKER) == []
    assert Message.objects.get(pk=entry.pk).sender == words.sender
    assert all(blob.references > 0 for blob in Blob.objects.all())
    with pytest.raises(RedactRefused):
        redact_file(conversation, file=uuid.uuid4(), by=cleo.as_actor())


def test_what_stands_nowhere_is_refused(told: Conversation, cleo: Agent) -> None:
    for passage in ("not there", "ab", "", " "):
        with pytest.raises(RedactRefused):
            redact_passage(told, passage=passage, by=cleo.as_actor())
    with pytest.raises(RedactRefused):
        redact_message(told, entry=1, by=cleo.as_actor())


WORDS = st.lists(st.text(st.sampled_from("abcé<&>\"'"), min_size=1, max_size=4), min_size=1, max_size=4)
GAPS = st.sampled_from([" ", "\n", "\n> ", "  ", "\n> > "])


@given(words=WORDS, gap=GAPS, before=st.text(max_size=10), after=st.text(max_size=10))
def test_a_passage_is_gone_from_text_however_it_is_broken(
    words: list[str], gap: str, before: str, after: str
) -> None:
    passage = " ".join(words)
    if not passage.replace(">", "").strip():
        return
    text = f"{before} {gap.join(words)} {after}"
    assert not holds(passage, redact_text(passage, "█")(text)) or holds(passage, before + after, after)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a secret word b</p>",
        "<p>a <b>secret</b> <i>word</i> b</p>",
        "<p>a se<b>cret wo</b>rd b</p>",
        "<p>a secret</p><p>word b</p>",
        "<p>a secret&nbsp;word b</p>",
        "<blockquote>a secret<br>&gt; word b</blockquote>",
    ],
)
def test_a_passage_is_gone_from_html_whatever_lies_in_it(html: str) -> None:
    done = redact_html("secret word", "[x]")(html)
    assert not holds("secret word", done)
    assert "[x]" in done
    assert "a" in done
