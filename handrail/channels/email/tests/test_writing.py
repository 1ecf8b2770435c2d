from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.channels.email.reading.letters import Attached, Person
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.sending.mail_html import direction_of
from handrail.channels.email.sending.writing import compose, reply_subject, trimmed_references


def written(**more: Any) -> EmailMessage:
    told: dict[str, Any] = {
        "author": "Ada",
        "mailbox_name": "Lamp help",
        "mailbox_address": "help@lamp.example",
        "to": [Person("Döra, D.", "dora@example.org")],
        "subject": "Where is my lamp?",
        "text": "Hello Dora,\n\nit is on its way.\n",
        "html": "<p>Hello Dora,</p><p>it is <b>on</b> its way.</p>",
        "date": datetime(2025, 6, 2, 8, tzinfo=UTC),
        "message_id": "new@lamp.example",
        "in_reply_to": "q2@example.org",
        "references": ["q1@example.org", "q2@example.org"],
        "installation": "install-1",
    }
    return compose(**(told | more))


def sent(mail: EmailMessage) -> EmailMessage:
    return message_from_bytes(mail.as_bytes(), policy=default)


def test_a_reply_reads_as_it_was_meant() -> None:
    letter = read_mail(written().as_bytes(), installation="install-1")
    assert letter.sender == Person("Ada (Lamp help)", "help@lamp.example")
    assert letter.to == (Person("Döra, D.", "dora@example.org"),)
    assert letter.subject == "Re: Where is my lamp?"
    assert (letter.message_id, letter.in_reply_to) == ("new@lamp.example", ("q2@example.org",))
    assert letter.references == ("q1@example.org", "q2@example.org")
    assert letter.date == datetime(2025, 6, 2, 8, tzinfo=UTC)
    assert letter.text.split() == ["Hello", "Dora,", "it", "is", "on", "its", "way."]
    assert '<p style="margin:0 0 1em 0">Hello Dora,</p>' in letter.html
    assert letter.kind == "loop"


def test_files_travel_with_any_name_and_type() -> None:
    files = [
        Attached("Straße – 図.pdf", "application/pdf", b"\0\xff"),
        Attached("log", "", b"x"),
        Attached("a.eml", "message/rfc822", b"From: x\n\ny"),
    ]
    got = read_mail(written(attachments=files).as_bytes()).attachments
    assert [(one.name, one.data) for one in got] == [(one.name, one.data) for one in files]


def test_enclosed_images_are_shown_in_place() -> None:
    html = '<p>Look: <img alt="lamp" data-cid="lamp@x"></p>'
    mail = sent(written(html=html, attachments=[Attached("lamp.png", "image/png", b"png", True, "lamp@x")]))
    letter = read_mail(mail.as_bytes())
    assert 'src="cid:lamp@x"' in letter.html
    assert [(one.content_id, one.inline, one.data) for one in letter.attachments] == [
        ("lamp@x", True, b"png")
    ]


@pytest.mark.parametrize(
    "prefix", ["Re:", "RE:", "AW:", "Antw:", "SV:", "Отв:", "回复：", "Re[2]:", "RES:", "Odp:"]
)
def test_the_prefix_is_added_once(prefix: str) -> None:
    assert reply_subject(f"{prefix} lamp") == f"{prefix} lamp"
    assert reply_subject("lamp") == "Re: lamp"
    assert reply_subject("Regarding: lamp") == "Re: Regarding: lamp"


def test_references_keep_the_first_and_the_last_and_end_with_the_parent() -> None:
    ids = [f"{n}@x" for n in range(60)]
    kept = trimmed_references(ids, "59@x")
    assert (kept[0], kept[-1], len(kept)) == ("0@x", "59@x", 20)
    assert trimmed_references(["a@x", "b@x", "a@x"], "b@x")[-1] == "b@x"
    assert trimmed_references(["<a@x>", "bad id", "x\r\ny"], "") == ["a@x"]


EVIL = st.text(max_size=80) | st.sampled_from(
    ["x\r\nBcc: finn@x.org", "x\nX-Evil: 1", "\u2028Bcc: a@b", "a\0b\x0b\x0c"]
)


@given(EVIL, EVIL, EVIL, EVIL, EVIL)
def test_nobody_smuggles_a_header_in(author: str, name: str, subject: str, identity: str, file: str) -> None:
    mail = written(
        author=author,
        mailbox_name=name,
        subject=subject,
        in_reply_to=identity,
        references=[identity],
        to=[Person(name, "dora@example.org")],
        attachments=[Attached(file, file, b"x")],
        installation=identity,
    )
    got = sent(mail)
    allowed = "From To Subject Date Message-ID In-Reply-To References X-Handrail MIME-Version Content-Type"
    assert set(got.keys()) <= set(allowed.split())
    assert got["To"].addresses[0].addr_spec == "dora@example.org"
    assert len(got["To"].addresses) == 1


@pytest.mark.parametrize(
    "address", ["", "dora", "a@x.org, b@x.org", "a b@x.org", "a@x.org\nBcc: b@x.org", "@x.org"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        written(to=[{"name": "", "address": address}])


def test_domains_of_any_script() -> None:
    mail = written(to=[{"name": "Emil", "address": "emil@bücher.example"}])
    assert "emil@xn--bcher-kva.example" in mail.as_string()


def test_text_only_replies_have_one_part() -> None:
    assert written(html="").get_content_type() == "text/plain"


def test_nobody_to_write_to() -> None:
    with pytest.raises(ValueError):
        written(to=[], cc=[])


def page(**more: Any) -> str:
    body = sent(written(**more)).get_body(("html",))
    assert body is not None
    return str(body.get_content())


def test_one_click_unsubscribing_is_for_those_who_ask_for_it() -> None:
    mail = sent(written(unsubscribe="https://lamp.example/unsubscribe/abc"))
    assert mail["List-Unsubscribe"] == "<https://lamp.example/unsubscribe/abc>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for plain in (sent(written()), sent(written(automatic=True))):
        assert not [name for name in plain if name.lower().startswith("list-")]


@pytest.mark.parametrize("wrong", ["http://x.example/", "mailto:a@x.example", "https://x/>\r\nBcc: a@b", "x"])
def test_an_address_that_cannot_end_anything_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="https"):
        written(unsubscribe=wrong)


def test_an_automatic_mail_says_so_and_keeps_its_subject() -> None:
    mail = sent(written(automatic=True))
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert mail["Subject"] == "Where is my lamp?"
    assert sent(written())["Auto-Submitted"] is None


def test_the_page_has_a_language_and_a_direction() -> None:
    assert '<html lang="ru" dir="ltr">' in page(language="ru")
    arabic = page(text="مرحبا دورا", html="<ul><li>مرحبا</li></ul>", language="ar")
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "margin-right:1.5em" in arabic
    assert "text-align:right" in arabic
    assert page(text="42", html="<p>42</p>", language="he").count('dir="rtl"') == 2
    assert " lang=" not in page(language='en" onload="x')


def test_both_lights_and_no_colour_of_our_own() -> None:
    text = page(html='<p>See <a href="https://lamp.example/">this</a></p><blockquote><p>So.</p></blockquote>')
    assert '<meta name="color-scheme" content="light dark">' in text
    assert "background" not in text
    assert not re.search(r'style="[^"]*[^-]color:', text)  # words and ground are the program's


@given(st.text(max_size=40), st.sampled_from(["", "ar", "en", "xx", "zh-Hant"]))
def test_every_text_has_a_direction(text: str, language: str) -> None:
    assert direction_of(text, language) in {"ltr", "rtl"}
