"""What mail systems and absent people send back: it is seen where the answer stands, and reopens nothing."""

from __future__ import annotations

from email.message import EmailMessage

from playwright.sync_api import Page, expect

from tests.journeys.house import House, Letter
from tests.journeys.people import arrive, composer, hold_still, menu, send, timeline

ANSWER = "The switch is below the shade. ({})"


def test_an_answer_to_a_bad_address_comes_back_into_its_conversation(ada: Page, house: House) -> None:
    sender = "Greta <greta@gone.example>"
    number = arrive(Letter("Where is the switch?", "I cannot find it.", sender=sender), house)
    sent = _answer(ada, house, number, "greta", "Open")
    expect(timeline(ada).get_by_text("Sent", exact=True)).to_be_visible()

    house.imap.append(_report(sent, "greta@gone.example", "550 5.1.1 User unknown in virtual mailbox table"))

    event = timeline(ada).locator("[data-kind=bounced]")
    expect(event).to_contain_text("greta@gone.example", timeout=20_000)  # nobody reloaded
    expect(timeline(ada)).to_contain_text("User unknown in virtual mailbox table")
    ada.reload()
    expect(ada.locator("body")).to_contain_text("Mail to it comes back")
    expect(timeline(ada).locator("[data-state=failed]")).to_be_visible()
    expect(timeline(ada).get_by_text("Sent", exact=True)).to_have_count(0)
    expect(ada.locator(".composer")).to_contain_text("Mail to greta@gone.example comes back")


def test_an_absent_customer_reopens_nothing_until_she_writes_herself(ada: Page, house: House) -> None:
    letter = Letter("Is it dimmable?", "The small one.", sender="Hanna <hanna@nordlicht.example>")
    number = arrive(letter, house)
    sent = _answer(ada, house, number, "hanna", "Closed")
    ada.goto(f"/conversations/{number}/")
    hold_still(ada)
    expect(menu(ada, "Status: Closed")).to_be_visible()

    away = Letter("Automatic reply: Is it dimmable?", "I am back on Monday.", letter.sender, answers=sent)
    mail = away.as_mail()
    mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"] = "auto-replied", "All"
    house.imap.append(mail.as_bytes())
    expect(timeline(ada)).to_contain_text("I am back on Monday.", timeout=20_000)
    entry = timeline(ada).locator("article.entry").last
    expect(entry).to_contain_text("Automatic reply")
    expect(menu(ada, "Status: Closed")).to_be_visible()

    herself = Letter("Re: Is it dimmable?", "Thank you, it is.", letter.sender, answers=sent)
    assert arrive(herself, house) == number
    expect(menu(ada, "Status: Open")).to_be_visible()


def _answer(page: Page, house: House, number: int, name: str, then: str) -> EmailMessage:
    page.goto(f"/conversations/{number}/")
    hold_still(page)
    words = ANSWER.format(name)
    composer(page).fill(words)
    page.get_by_label("Other ways to send").click()
    page.get_by_label("Stay here").check()
    page.get_by_label(then, exact=True).check()
    send(page)
    expect(timeline(page)).to_contain_text(words)
    return house.sent(words)


def _report(sent: EmailMessage, address: str, words: str) -> bytes:
    """What Postfix writes to the envelope's sender, with the headers of our mail."""
    head = "".join(
        f"{name}: {value}\n" for name, value in sent.items() if name in {"From", "To", "Message-ID"}
    )
    return (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.gone.example (Mail Delivery System)\n"
        "To: support@lamp.example\n"
        "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        "Message-ID: <bounce.1@mx.gone.example>\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nThis is the mail system at host mx.gone.example.\n\n"
        f"<{address}>: {words}\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.gone.example\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: 5.1.1\n"
        f"Diagnostic-Code: smtp; {words}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\n{head}\n--b--\n"
    ).encode()
