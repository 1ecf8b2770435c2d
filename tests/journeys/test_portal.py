"""Dora sees her requests, in a browser without scripts: by a mailed link, all the way to closing and back."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.house import House
from tests.journeys.people import composer, hold_still, last_entry, open_conversation, send, timeline
from tests.journeys.test_sides import serious

PHONE_SIZE = {"width": 390, "height": 844}
QUESTION = "My lamp flickers, and nobody at home can read."


def switch_on(page: Page) -> None:
    """Olga allows it."""
    page.goto("/settings/portal/")
    page.get_by_label("Customers may sign in").check()
    page.get_by_label("Name at the head").fill("Nordic Lamps")
    page.get_by_label("Colour of the stripe").fill("#0b7a75")
    page.get_by_label("Lamp support").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Open the portal")).to_be_visible()
    assert serious(page) == []


def look_at(context: BrowserContext, visit: Visit, *paths: str) -> None:
    """No page keeps anybody out: at a desk and on a phone, light and dark, nor is it wider than the phone."""
    for theme in ("light", "dark"):
        seen = visit(storage_state=context.storage_state(), color_scheme=theme, locale="en").new_page()
        for path in paths:
            seen.goto(path)
            for size in ({"width": 1440, "height": 900}, PHONE_SIZE):
                seen.set_viewport_size(size)  # type: ignore[arg-type]
                assert serious(seen) == [], (path, theme)
            wide = seen.evaluate("document.documentElement.scrollWidth")
            assert wide <= PHONE_SIZE["width"], (path, wide)


def test_a_customer_s_whole_way(olga: Page, ada: Page, visit: Visit, mail: Arrive, house: House) -> None:
    switch_on(olga)
    number = mail("A flickering lamp", QUESTION)
    home = visit(java_script_enabled=False, locale="en")
    dora = home.new_page()
    dora.goto("/portal/")
    dora.get_by_label("Your e-mail address").fill("dora@nordlicht.example")
    dora.get_by_role("button", name="Mail me a link").click()
    expect(dora.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    link = re.search(r"/portal/open/\S+", str(house.sent("/portal/open/").get_content()))
    assert link is not None
    dora.goto(link[0])
    dora.get_by_role("button", name="Open my requests").click()
    expect(dora.locator("html")).to_have_attribute("lang", "ro")  # hers, as far as we know
    dora.get_by_role("link", name="English").click()

    dora.get_by_role("link", name="A flickering lamp").click()
    expect(dora.get_by_role("article")).to_contain_text(QUESTION)
    dora.get_by_label("Your answer").fill("It flickers at night. A picture is here.")
    picture = {"name": "lamp.txt", "mimeType": "text/plain", "buffer": b"as ever, in the dark"}
    dora.get_by_label("Files").set_input_files(picture)  # type: ignore[arg-type]
    dora.get_by_role("button", name="Send", exact=True).click()
    expect(dora.get_by_role("link", name="lamp.txt")).to_be_visible()

    open_conversation(ada, number)
    expect(timeline(ada)).to_contain_text("It flickers at night.")
    expect(timeline(ada)).to_contain_text("lamp.txt")
    hold_still(ada)
    composer(ada).fill("Please turn it off, and on again.")
    send(ada)
    house.sent("Please turn it off, and on again.")
    dora.reload()
    expect(dora.get_by_role("article").last).to_contain_text("Please turn it off, and on again.")
    expect(dora.get_by_role("article").last).to_contain_text("Ada")

    expect(dora.locator(".facts")).to_contain_text("Solved")  # Ada's button closes as well
    dora.get_by_role("button", name="Open it again").click()
    expect(dora.locator(".facts")).to_contain_text("We are on it")
    open_conversation(ada, number)
    expect(last_entry(ada)).to_contain_text("Dora")
    dora.get_by_role("button", name="Close this request").click()
    expect(dora.locator(".facts")).to_contain_text("Solved")
    open_conversation(ada, number)
    expect(last_entry(ada)).to_contain_text("Dora closed the conversation")
    here = dora.url.partition("?")[0]
    look_at(home, visit, "/portal/", here, "/portal/new/", "/portal/x", link[0])
    dora.locator(".account > summary").click()
    dora.get_by_role("button", name="Sign out", exact=True).click()
    dora.goto(here)
    expect(dora.get_by_label("Your e-mail address")).to_be_visible()
    look_at(home, visit, "/portal/sign-in/")
