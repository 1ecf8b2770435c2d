"""Cleo builds a form; Dora fills it in, with her log, with and without JavaScript; Ben reads it, masked."""

from __future__ import annotations

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.people import DESK, PHONE, timeline

KEY = "sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc"
LOG = f"PHP Fatal error: Uncaught TypeError\nAPI_KEY={KEY}\n" + "PHP Warning: again\n" * 3


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody from using the page."""
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def build(page: Page) -> None:
    """A form with a product, a question that hangs on it, and a log."""
    page.goto("/settings/forms/")
    page.get_by_role("link", name="Add a form").first.click()
    page.get_by_label("Name").fill("Bug report")
    page.get_by_label("Address").fill("bug")
    page.get_by_label("Mailbox").select_option(label="Lamp support")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#preview")).to_contain_text("Message")
    ask(page, "Choice", "What went wrong?", "A crash\nSomething else")
    ask(page, "Log or diagnostics", "Error log", condition="“What went wrong?” is A crash")


def ask(page: Page, kind: str, label: str, options: str = "", condition: str = "") -> None:
    """Add one question; the preview shows it before it is saved."""
    page.locator("#questions summary").click()
    page.get_by_role("link", name=kind, exact=True).click()
    page.get_by_role("textbox", name="Question").fill(label)
    if options:
        page.get_by_label("Choices, one on each line").fill(options)
    if condition:
        page.get_by_label(condition).check()
    expect(page.locator("#preview")).to_contain_text(label)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#questions .ordered")).to_contain_text(label)


def fill(page: Page, address: str, message: str) -> str:
    """Say that it crashed, and send it; returns the number."""
    page.wait_for_timeout(2100)  # nobody writes faster than that: a robot would be held
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("What went wrong?").select_option(label="A crash")
    page.get_by_label("Message").fill(message)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    return re.sub(r"\D", "", page.locator("b.num").inner_text())


def read_masked(page: Page, number: str) -> None:
    """Ben finds the answers, and the log without its secret."""
    page.goto(f"/conversations/{number}/")
    expect(timeline(page)).to_contain_text("My lamp does not start")
    expect(timeline(page)).to_contain_text("What went wrong?: A crash")
    file = timeline(page).locator("a.file").filter(has_text="debug.log").first
    text = page.request.get(str(file.get_attribute("href"))).text()
    assert KEY not in text
    assert "••dc" in text


def test_from_the_builder_to_the_conversation(visit: Visit, tmp_path: Path) -> None:
    cleo = visit("cleo").new_page()
    build(cleo)
    cleo.get_by_role("button", name="Move Error log up").focus()
    cleo.keyboard.press("Enter")
    expect(cleo.locator("#preview .field").nth(3)).to_contain_text("Error log")
    assert not serious(cleo)

    dora = visit(locale="en-GB", **PHONE).new_page()
    dora.goto("/forms/bug/")
    assert not serious(dora)
    log = dora.get_by_label("Error log")
    expect(log).to_be_hidden()
    dora.get_by_label("What went wrong?").select_option(label="A crash")
    expect(log).to_be_visible()
    (tmp_path / "debug.log").write_text(LOG)
    dora.get_by_label("or as a file").set_input_files(tmp_path / "debug.log")
    number = fill(dora, "dora@nordlicht.example", "My lamp does not start since Monday.")
    read_masked(visit("ben").new_page(), number)

    dora.go_back()
    expect(dora.get_by_label("Message")).to_have_value("")  # nothing is there to be sent twice
    expect(dora.locator(".doing button")).not_to_have_attribute("aria-busy", "true")

    plain = visit(java_script_enabled=False, **DESK).new_page()
    plain.goto("/forms/bug/")
    expect(plain.get_by_text("Only if “What went wrong?” is: A crash")).to_be_visible()
    assert fill(plain, "emil@brume.example", "Without any script").isdigit()
