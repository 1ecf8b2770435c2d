"""A file shown in its sandbox: for whom it is, in no page of ours, without a cookie."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from handrail.accounts.models import Agent
from handrail.conversations.models import Attachment
from handrail.conversations.showing import Shown, shown_as
from handrail.conversations.verbs import File, Words, note
from handrail.workspace.previews import LONGEST_LINE, MOST_LINES, lines_of, make_pass
from tests.cast import Ask

SignIn = Callable[[Agent], Client]
LOG = "PHP Fatal error:  Uncaught <b>Error</b>\n#0 {main}\n"


@pytest.fixture
def log(ask: Ask, ada: Agent) -> Attachment:
    found = ask("It fails")
    note(
        found,
        words=Words(text="Log", files=(File("debug.log", "text/plain", LOG.encode()),)),
        by=ada.as_actor(),
    )
    return Attachment.objects.get()


@pytest.mark.django_db
def test_ada_sees_the_log_with_its_lines_in_a_sandbox(log: Attachment, ada: Agent, as_agent: SignIn) -> None:
    answer = as_agent(ada).get(reverse("open_preview", args=[log.public_id]))
    assert answer.status_code == 302
    page = Client().get(answer["Location"])  # a browser without any cookie: the pass is enough
    text = page.content.decode()
    assert '<li id="L1" data-line="1"><code dir="auto">PHP Fatal error:  Uncaught &lt;b&gt;' in text
    assert text.count("<li ") == 2
    policy = page["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-scripts; default-src 'none'")
    assert "allow-same-origin" not in policy
    assert "unsafe" not in policy
    assert not page.cookies


@pytest.mark.django_db
def test_a_pass_is_for_one_who_still_may(log: Attachment, ada: Agent, finn: Agent, as_agent: SignIn) -> None:
    assert as_agent(finn).get(reverse("open_preview", args=[log.public_id])).status_code == 404
    for ticket in (make_pass(finn, log), make_pass(ada, log)[:-1] + "x", "x"):
        assert Client().get(reverse("preview", args=[ticket])).status_code == 404
        assert Client().get(reverse("preview_bytes", args=[ticket])).status_code == 404
    ticket = make_pass(ada, log)
    assert Client().get(reverse("preview", args=[ticket])).status_code == 200
    ada.is_active = False
    ada.save()
    assert Client().get(reverse("preview", args=[ticket])).status_code == 404


@pytest.mark.parametrize(
    ("kind", "name", "shown"),
    [
        ("image/png", "a.png", Shown.PICTURE),
        ("image/svg+xml", "a.svg", None),
        ("image/svg+xml", "a.html", None),
        ("application/pdf", "a", Shown.PDF),
        ("application/octet-stream", "A.PDF", Shown.PDF),
        ("application/octet-stream", "debug.LOG", Shown.TEXT),
        ("text/html; charset=utf-8", "page", Shown.TEXT),  # as text, never as a page
        ("application/zip", "a.zip", None),
    ],
)
def test_what_can_be_shown(kind: str, name: str, shown: Shown | None) -> None:
    assert shown_as(kind, name) == shown


@given(st.binary(max_size=3000))
def test_any_bytes_read_as_some_lines(data: bytes) -> None:
    found = lines_of(data)
    assert all("\n" not in line for line in found.lines)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_a_text_reads_as_it_was_written(text: str) -> None:
    for codec in ("utf-8", "utf-8-sig", "utf-16"):
        if codec == "utf-8" and text.startswith("\ufeff"):
            continue  # a mark at the beginning is no letter
        assert lines_of(text.encode(codec)).lines == ([text] if text else [])


def test_what_is_too_much_is_cut_and_said() -> None:
    assert lines_of(b"x\n" * (MOST_LINES + 1)).is_cut
    long = lines_of(b"x" * (LONGEST_LINE + 1))
    assert long.is_cut
    assert len(long.lines[0]) == LONGEST_LINE + 1
    assert not lines_of("ünï\n".encode()).is_cut
    half = lines_of(("ü" * 1_000_001).encode())  # the bound lies within a letter's bytes or not: no rubbish
    assert set(half.lines[0][:-1]) == {"ü"}
