"""A log loses its password, support says what it covers, and a call is agreed: by mail, on real pages."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House, Letter
from tests.journeys.people import PHONE, arrive, hold_still, open_conversation, timeline

LINE = "[02-Mar-2026 10:{:02}:12 UTC] PHP Warning: no lamp in /srv/a.php on line 12\n"
LOG = "DB_PASSWORD=Sommer2024\n" + "".join(LINE.format(minute) for minute in range(40)) + "end of log\n"


def _draw(page: Page, name: str) -> None:
    """A picture for whoever wants to look (`HANDRAIL_PICTURES` names a folder)."""
    if folder := os.environ.get("HANDRAIL_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled", caret="hide")


def test_dora_sends_a_log_and_agrees_on_a_call(visit: Visit, house: House) -> None:
    cleo = visit("cleo").new_page()
    _write_policy(cleo)
    file = ("debug.log", "application/octet-stream", LOG.encode())
    letter = Letter("The lamp is dark", "See the log. My number is secret.", files=(file,))
    number = arrive(letter, house)
    open_conversation(cleo, number)
    hold_still(cleo)
    expect(cleo.locator("#customer")).to_contain_text("Questions about our own plugins")
    _draw(cleo, "conversation-desk-light")

    timeline(cleo).get_by_role("link", name="debug.log").click()
    log = cleo.frame_locator("#file-preview iframe")
    expect(log.locator("body")).to_contain_text("DB_PASSWORD=[password ••24]")
    expect(log.get_by_text("… repeated 39 times")).to_be_visible()
    _draw(cleo, "log-desk-light")
    log.get_by_text("… repeated 39 times").click()
    expect(log.locator("#L41")).to_be_visible()

    _offer(cleo, number)
    mail = house.sent("Shall we talk about the lamp?")
    address = re.search(r"http://\S+/calls/\S+", str(mail.get_body(("plain",)).get_content()))  # type: ignore[union-attr]
    assert address
    dora = visit(**PHONE).new_page()
    dora.goto(address.group())
    _draw(dora, "choose-phone-light")
    dora.locator("label.choice").first.click()
    dora.get_by_label("Your telephone number").fill("+386 1 555 01 23")
    dora.get_by_role("button", name="Choose this time").click()
    expect(dora.get_by_role("heading", name="The call is agreed")).to_be_visible()
    _draw(dora, "agreed-phone-light")
    assert dora.context.cookies() == []

    open_conversation(cleo, number)
    expect(timeline(cleo)).to_contain_text("+386 1 555 01 23")
    _note(cleo, number)
    _draw(cleo, "calls-desk-light")


def _write_policy(page: Page) -> None:
    page.goto("/settings/policies/add/")
    page.get_by_label("English").fill(
        "Questions about our own plugins, within a working day.\nThemes: ask their authors."
    )
    _draw(page, "policy-desk-light")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("main")).to_contain_text("Every product")
    _draw(page, "policies-desk-light")


def _offer(page: Page, number: int) -> None:
    page.goto(f"/conversations/{number}/call/offer/")
    page.get_by_label("Your words").fill("Shall we talk about the lamp?")
    for place in (1, 2):
        slot = datetime.now().replace(hour=10, minute=0) + timedelta(days=place)
        page.get_by_label(f"Time {place}").fill(slot.strftime("%Y-%m-%dT%H:%M"))
    _draw(page, "offer-desk-light")
    page.get_by_role("button", name="Send the offer").click()
    expect(timeline(page)).to_contain_text("offered a call of 15 minutes")


def _note(page: Page, number: int) -> None:
    page.goto(f"/conversations/{number}/call/")
    page.get_by_label("What was said").fill("She uses 3.2; the fix comes on Friday.")
    _draw(page, "note-desk-light")
    page.get_by_role("button", name="Keep the note").click()
    expect(timeline(page)).to_contain_text("Said in a call, only the team sees it")
