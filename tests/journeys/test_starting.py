"""We begin, forward, wait, and take back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.hands import doing
from tests.journeys.house import House, Letter
from tests.journeys.people import (
    arrive,
    composer,
    expect_written,
    hold_still,
    open_conversation,
    send,
    timeline,
)
from tests.journeys.watching import Watch


@pytest.fixture
def patience(house: House) -> Iterator[None]:
    """Everybody has some seconds to take back what they sent."""
    house.send_at_once(seconds=30)
    yield
    house.send_at_once()


def test_a_conversation_that_we_begin_is_continued_by_the_answer(
    ada: Page, house: House, watch: Watch
) -> None:
    house.only_support_sends()
    ada.goto("/new/")
    ada.get_by_role("combobox", name="To", exact=True).press_sequentially("dor")
    expect(ada.locator("#people option").first).to_have_attribute("value", re.compile("dora@nordlicht"))
    ada.get_by_role("combobox", name="To", exact=True).fill("Nora <nora@fjord.example>")
    ada.get_by_label("Subject").fill("Your lamp is ready")
    composer(ada).fill("Come and fetch it.")
    expect(ada.locator(".saved")).to_have_text("Saved")
    ada.get_by_role("combobox", name="To", exact=True).fill("nobody")
    watch.forgive("status of 422")
    send(ada)
    expect(ada.locator("#refused")).to_contain_text("“nobody” is no e-mail address.")
    expect_written(ada, "Come and fetch it.")
    ada.get_by_role("combobox", name="To", exact=True).fill("Nora <nora@fjord.example>")
    expect(ada.locator(".saved")).to_have_text("Saved")
    ada.goto("/drafts/")
    ada.get_by_role("link", name=re.compile("Your lamp is ready")).click()
    expect(ada.get_by_label("Subject")).to_have_value("Your lamp is ready")
    send(ada)
    expect(timeline(ada).locator("[data-by=agent]")).to_contain_text("Come and fetch it.")
    number = int(re.findall(r"/conversations/(\d+)/", ada.url)[0])
    sent = house.sent("Come and fetch it.")
    assert (sent["To"], sent["Subject"]) == ("Nora <nora@fjord.example>", "Your lamp is ready")
    letter = Letter("Re: Your lamp is ready", "On Monday.", "Nora <nora@fjord.example>", answers=sent)
    assert arrive(letter, house) == number


def test_a_call_is_written_down_and_mails_nobody(ada: Page, house: House) -> None:
    before = len(house.smtp.raw)
    ada.goto("/new/")
    ada.get_by_role("radio", name="Call").check()
    ada.get_by_label("Who").fill("Frau Weber")
    ada.get_by_label("Subject").fill("The switch is stuck")
    composer(ada).fill("It does not move since Monday.")
    send(ada)
    said = timeline(ada).locator("[data-by=customer]")
    expect(said).to_contain_text("Frau Weber")
    expect(said).to_contain_text("By phone, written down by Ada")
    expect(ada.locator("#waiting time")).to_be_visible()
    assert len(house.smtp.raw) == before


def test_what_was_sent_comes_back_by_z(ada: Page, mail: Arrive, house: House, patience: None) -> None:
    number = mail("Too quick", "What do you say?")
    open_conversation(ada, number, view="unassigned")
    hold_still(ada)
    ada.locator("input[type=file]").set_input_files(
        {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"plan"}
    )
    expect(ada.get_by_role("list", name="Attached files")).to_contain_text("plan.txt")
    ada.keyboard.press("r")
    ada.keyboard.type("I did not mean to send this.")
    ada.keyboard.press("Control+Enter")  # and close it, and go on
    ada.wait_for_url(lambda url: f"/conversations/{number}/" not in url)
    expect(ada.locator(".toast")).to_contain_text("Sent.")
    with doing(ada, "undo send"):
        ada.keyboard.press("z")
        ada.wait_for_url(f"**/conversations/{number}/**")
        expect(ada.locator(".composer textarea[name=text]")).to_have_value("I did not mean to send this.")
    expect(ada.get_by_role("list", name="Attached files")).to_contain_text("plan.txt")
    expect(ada.locator("#head")).to_contain_text("Open")
    expect(timeline(ada)).to_contain_text("took back a message before it left")
    expect(timeline(ada).locator("[data-by=agent]")).to_have_count(0)
    assert not any(b"I did not mean" in raw for raw in house.smtp.raw)


def test_a_scheduled_reply_waits_and_can_leave_at_once(ada: Page, mail: Arrive, house: House) -> None:
    open_conversation(ada, mail("No hurry", "Tomorrow will do."))
    composer(ada).fill("Here is tomorrow's answer.")
    _choose(ada, "Open", "Stay here", close=False)
    ada.get_by_text("Send later").click()
    ada.get_by_role("button", name=re.compile("In three hours")).click()
    waiting = timeline(ada).locator(".waiting")
    expect(waiting).to_contain_text("Leaves")
    assert not any(b"tomorrow's answer" in raw for raw in house.smtp.raw)
    waiting.get_by_role("button", name="Send now").click()
    house.sent("Here is tomorrow's answer.")


def test_a_forward_goes_to_others_and_a_customer_is_written_to_first(
    ada: Page, mail: Arrive, house: House
) -> None:
    house.only_support_sends()
    open_conversation(ada, mail("Which cable?", "The blue one broke."))
    hold_still(ada)
    with doing(ada, "forward"):
        ada.keyboard.press("f")
        expect(ada.get_by_label("To: addresses")).to_be_focused()
        ada.keyboard.type("lab@cables.example")
        ada.keyboard.press("Enter")
        ada.keyboard.type("Have you seen this?")
        ada.keyboard.press("Control+Enter")
        expect(timeline(ada)).to_contain_text("Forwarded to lab@cables.example, the customer does not see it")
    sent = house.sent("Have you seen this?")
    assert (sent["To"], sent["Subject"]) == ("lab@cables.example", "Fwd: Which cable?")
    assert "The blue one broke." in sent.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert sent["In-Reply-To"] is None
    expect(ada.locator("#waiting time")).to_be_visible()  # nobody has answered the customer
    ada.keyboard.press("Escape")
    write_first(ada)
    assert house.sent("They go home today.")["To"] == "Dora <dora@nordlicht.example>"


def write_first(page: Page) -> None:
    """To a customer who has not asked, without a mouse."""
    with doing(page, "begin"):
        page.keyboard.press("c")
        expect(page.get_by_role("combobox", name="To", exact=True)).to_be_focused()
        page.keyboard.type("Dora <dora@nordlicht.example>")
        page.keyboard.press("Enter")
        page.keyboard.type("Your lamps")
        page.keyboard.press("Enter")
        page.keyboard.type("They go home today.")
        page.keyboard.press("Control+Enter")
        expect(timeline(page).locator("[data-by=agent]")).to_contain_text("They go home today.")


def _choose(page: Page, status: str, goal: str, *, close: bool = True) -> None:
    page.get_by_label("Other ways to send").click()
    page.get_by_role("radio", name=status, exact=True).check()
    page.get_by_role("radio", name=goal).check()
    if close:
        page.keyboard.press("Escape")
