"""Ada is mentioned, and answers the mail that tells her so: her answer is a note, for nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.house import SUPPORT, House
from tests.journeys.people import composer, hold_still, send, timeline

ANSWER = "I have seen this one: it is the driver, not the lamp."
TRUSTED = "mx.lamp.example"
_SET = (
    "from handrail.accounts.models import Agent, Mailbox;"
    "from handrail.accounts.confirming import confirm;"
    "from handrail.notifications.models import Choice;"
    "ada = Agent.objects.get(email__startswith='ada@');"
    "Choice.objects.update_or_create(agent=ada, defaults={{'mail_after': 0}});"
    "confirm(user=ada);"
    "box = Mailbox.objects.filter(address='{address}');"
    "box.update(plus_addresses={plus}, trusted_authserv_id='{trusted}')"
)


@pytest.fixture
def trusting(house: House) -> Iterator[None]:
    """The mailbox delivers plus addresses and checks senders; Ada has confirmed her address."""
    house.command("shell", "--command", _SET.format(address=SUPPORT, plus=True, trusted=TRUSTED))
    yield
    house.command("shell", "--command", _SET.format(address=SUPPORT, plus=False, trusted=""))


@pytest.mark.usefixtures("trusting")
def test_a_notification_answered_by_mail_is_a_note(ben: Page, mail: Arrive, house: House) -> None:
    number = mail("A lamp that hums", "Mine hums in the evening.")
    ben.goto(f"/conversations/{number}/")
    hold_still(ben)
    ben.get_by_label("Note", exact=True).check(force=True)
    composer(ben).fill("@Ada do you know this one?")
    composer(ben).press("Escape")
    send(ben)
    told = house.sent("becomes a note that only the team sees", seconds=90)
    address = _address(told, number)
    before = len(house.smtp.raw)
    house.imap.append(_answer(told, address))
    expect(timeline(ben).locator("[data-kind=note]").last).to_contain_text(ANSWER, timeout=30_000)
    expect(timeline(ben)).not_to_contain_text("becomes a note that only the team sees")
    later = [str(one["To"]) for one in house.smtp.messages[before:]]
    assert not [one for one in later if "dora@" in one]


def _words(told: EmailMessage) -> str:
    body = told.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _address(told: EmailMessage, number: int) -> str:
    """Where she answers in this conversation: the mail may tell of others too, each with its own."""
    about = _words(told).partition(f"#{number} ")[2]
    found = re.search(r"support\+hra\.\S+", about)
    assert found
    return found[0]


def _answer(told: EmailMessage, address: str) -> bytes:
    answer = EmailMessage()
    answer["Authentication-Results"] = f"{TRUSTED}; dmarc=pass header.from=lamp.example"
    answer["From"], answer["To"], answer["Subject"] = told["To"], address, f"Re: {told['Subject']}"
    answer["Message-ID"] = "<answer-of-ada@lamp.example>"
    quoted = "\n".join(f"> {line}" for line in _words(told).splitlines())
    answer.set_content(f"{ANSWER}\n\nOn Mon, 3 Nov 2025 at 10:12, {SUPPORT} wrote:\n{quoted}\n")
    return answer.as_bytes()
