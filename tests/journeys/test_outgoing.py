"""A lead sets how a mailbox writes; a customer's first mail is acknowledged; a hidden copy stays hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.house import House
from tests.journeys.people import PHONE, composer, hold_still, open_conversation, send, timeline
from tests.journeys.watching import Watch

ON = "Tell customers by mail that their first message has arrived"


@pytest.fixture
def cleo(visit: Visit) -> Iterator[Page]:
    """Cleo, who leads; in the end the support mailbox tells nobody anything again."""
    page = visit("cleo").new_page()
    yield page
    part(page, "Automatic acknowledgement")
    page.get_by_label(ON).uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def part(page: Page, name: str) -> None:
    """One part of the support mailbox's settings, as one finds it."""
    page.goto("/settings/mailboxes/")
    page.get_by_role("link", name="Lamp support").click()
    page.get_by_role("navigation", name="Settings of this mailbox").get_by_role("link", name=name).click()
    expect(page.locator(".parts [aria-current]")).to_have_text(name)


def test_a_lead_sets_it_and_the_next_customer_is_told(
    cleo: Page, ada: Page, mail: Arrive, house: House, watch: Watch
) -> None:
    watch.forgive("status of 422")
    part(cleo, "Hours")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        cleo.get_by_label(day).fill("0:00-24:00")
    cleo.get_by_label("Saturday").fill("ten to four")
    cleo.get_by_role("button", name="Save").click()
    expect(cleo.get_by_text("“ten to four” is no time of work")).to_be_visible()
    cleo.get_by_label("Saturday").fill("0:00-24:00")
    cleo.get_by_role("button", name="Save").click()
    expect(cleo.get_by_text("Open now.")).to_be_visible()

    part(cleo, "Automatic acknowledgement")
    cleo.get_by_label(ON).check()
    cleo.get_by_label("During hours").first.fill("The lamp post office has it, as {number}.")
    cleo.get_by_role("button", name="Save").click()
    expect(cleo.get_by_text("Saved.")).to_be_visible()

    sender = "Wanda <wanda@fresh.example>"
    number = mail("Is anybody there?", "I have not heard from you and wonder why.", sender=sender)
    sent = house.sent(f"The lamp post office has it, as {number}.")
    assert sent["Auto-Submitted"] == "auto-replied"
    assert "anybody" not in str(sent)
    open_conversation(ada, number)
    expect(timeline(ada)).to_contain_text("The customer was told automatically that their mail has arrived")
    ada.get_by_text("Show what it says").click()
    expect(timeline(ada).get_by_text(f"as {number}.")).to_be_visible()
    expect(ada.locator("#head")).to_contain_text("Open")


def test_a_signature_is_seen_while_it_is_written(cleo: Page) -> None:
    part(cleo, "Signature and history")
    cleo.get_by_role("textbox", name="Signature").fill("*{agent}* of {mailbox}")
    expect(cleo.locator("#preview em")).to_have_text("Cleo")
    expect(cleo.locator("#preview")).to_contain_text("Cleo of Lamp support")


def test_a_hidden_copy_goes_out_unseen(ada: Page, mail: Arrive, house: House) -> None:
    number = mail("For the lawyer", "Whom do you ask about this?")
    open_conversation(ada, number)
    hold_still(ada)
    line = ada.get_by_label("Bcc: addresses with commas between them; nobody else sees them")
    ada.locator(".composer label[for^=cc-]").click()
    ada.keyboard.press("Tab")
    expect(line).to_be_focused()
    line.fill("lawyer@firm.example")
    composer(ada).fill("I have asked somebody who knows.")
    send(ada)
    sent = house.sent("I have asked somebody who knows.")
    at = [str(one["Message-ID"]) for one in house.smtp.messages].index(str(sent["Message-ID"]))
    assert house.smtp.envelopes[at][1] == ["dora@nordlicht.example", "lawyer@firm.example"]
    assert b"firm.example" not in house.smtp.raw[at]
    ada.wait_for_url(
        lambda address: f"/conversations/{number}/" not in address
    )  # sending goes on to the next
    open_conversation(ada, number)
    expect(timeline(ada)).to_contain_text("Bcc lawyer@firm.example")


def test_a_reply_that_a_server_refused_is_sent_again(
    visit: Visit, ada: Page, mail: Arrive, house: House
) -> None:
    number = mail("Once more, please", "The lamp went out while you were writing.")
    house.smtp.refuse_with = "550 5.1.1 <dora@nordlicht.example>: unknown"
    try:
        open_conversation(ada, number)
        hold_still(ada)
        composer(ada).fill("We have lit the lamp anew.")
        send(ada)
        expect(ada).not_to_have_url(re.compile(rf"/conversations/{number}/"))
        open_conversation(ada, number)
        expect(timeline(ada).locator(".send-state").last).to_contain_text("Not sent", timeout=20_000)
        lead = visit("cleo", **PHONE).new_page()
        lead.goto("/inbox/all/")
        tab = lead.locator(".tabs a", has_text="Settings")
        expect(tab).to_contain_text("not sent")
    finally:
        house.smtp.refuse_with = ""
    tab.click()
    line = lead.locator(".unsent tr").filter(has_text="We have lit the lamp anew.")
    expect(line).to_contain_text("there is no such address")
    line.get_by_role("checkbox").check()
    lead.get_by_role("button", name="Send the chosen ones again").click()
    expect(lead.get_by_text("It is being sent again.")).to_be_visible()
    house.sent("We have lit the lamp anew.")
    open_conversation(ada, number)
    expect(timeline(ada).locator(".send-state").last).to_contain_text("Sent")
    lead.goto("/settings/health/unsent/")
    expect(lead.locator("main")).not_to_contain_text("We have lit the lamp anew.")
    expect(lead.locator(".tabs .mark")).to_have_count(0)


@pytest.mark.parametrize("name", ["hours", "promises", "time-out", "acknowledgement", "signature", "rules"])
def test_it_fits_a_phone(visit: Visit, name: str) -> None:
    page = visit("cleo", **PHONE).new_page()
    page.goto(f"/settings/mailboxes/1/{name}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    inside = page.locator("main .scroll").first
    assert inside.evaluate("(e) => e.scrollWidth <= e.clientWidth")
