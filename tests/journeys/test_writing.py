"""Drafts, files, and what happens after sending."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.house import House
from tests.journeys.people import composer, expect_written, open_conversation, send, timeline
from tests.journeys.watching import Watch

_PUT = """(area, [how, name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/plain" }));
  const event = how === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  area.dispatchEvent(event);
}"""


def test_a_draft_outlives_reload_and_shows_on_another_device(ada: Page, visit: Visit, mail: Arrive) -> None:
    number = mail("A long question", "It takes a while to answer this.")
    open_conversation(ada, number)
    composer(ada).press_sequentially("First of all: thank y")
    expect(ada.locator(".saved")).to_have_text("Saved")
    composer(ada).press_sequentially("ou.")
    ada.reload()  # before the pause after which a draft is kept
    expect_written(ada, "First of all: thank you.")
    expect(ada.locator(".saved")).to_have_text("Saved")

    other = visit("ada").new_page()
    open_conversation(other, number)
    expect_written(other, "First of all: thank you.")
    ben = visit("ben").new_page()
    open_conversation(ben, number)
    expect_written(ben, "")


def test_one_goes_on_behind_the_last_letter(ada: Page, mail: Arrive) -> None:
    number = mail("In two goes", "It takes a while to answer this.")
    for words in ("First words", " and then more", " and an end."):
        open_conversation(ada, number)
        ada.keyboard.press("r")
        expect(composer(ada)).to_be_focused()
        ada.keyboard.type(words)
        expect(ada.locator(".saved")).to_have_text("Saved")
    expect_written(ada, "First words and then more and an end.")


def test_of_two_tabs_the_older_says_so_and_takes_nothing_back(ada: Page, mail: Arrive) -> None:
    number = mail("In two tabs", "It takes a while to answer this.")
    open_conversation(ada, number)
    composer(ada).press_sequentially("In the first tab.")
    expect(ada.locator(".saved[data-state=saved]")).to_have_text("Saved")
    newer = ada.context.new_page()
    open_conversation(newer, number)
    composer(newer).fill("In the second tab.")
    expect(newer.locator(".saved[data-state=saved]")).to_have_text("Saved")
    expect(ada.locator("#toasts .toast[data-kind=error]")).to_be_visible()
    expect_written(ada, "In the first tab.")
    ada.goto("/inbox/mine/")
    open_conversation(ada, number)
    expect_written(ada, "In the second tab.")


def test_who_comes_back_goes_on_writing(ada: Page, mail: Arrive) -> None:
    number, other = mail("There and back", "Hm?"), mail("Elsewhere", "Hm?")
    open_conversation(ada, number)
    composer(ada).press_sequentially("Be")
    expect(ada.locator(".saved")).to_have_text("Saved")
    ada.goto(f"/conversations/{other}/?view=all")
    ada.go_back()
    expect(composer(ada)).to_be_focused()
    ada.keyboard.type("fore.")
    expect_written(ada, "Before.")


@contextmanager
def held(page: Page, address: str | re.Pattern[str]) -> Iterator[None]:
    """What the page asks for there is answered when this ends."""
    waiting: list[Route] = []
    is_over = Event()
    page.route(address, lambda route: route.continue_() if is_over.is_set() else waiting.append(route))
    yield
    is_over.set()
    for route in waiting:
        route.continue_()


def test_saved_is_said_of_what_stands_there_alone(ada: Page, mail: Arrive) -> None:
    open_conversation(ada, mail("A word at a time", "What do you think?"))
    composer(ada).press_sequentially("I think")
    expect(ada.locator(".saved")).to_have_text("Saved")
    with held(ada, "**/draft/**"):
        composer(ada).press_sequentially(" so.")
        expect(ada.locator(".saved")).to_have_text("")
    expect(ada.locator(".saved")).to_have_text("Saved")


def test_what_is_typed_before_the_page_has_woken_is_kept(ada: Page, mail: Arrive) -> None:
    number = mail("At once", "Will you be quick?")
    with held(ada, re.compile(r"/build/[^?]*\.js")):
        ada.goto(f"/conversations/{number}/", wait_until="commit")
        ada.get_by_label("Your message").fill("Yes, very.")
    expect(ada.locator(".saved")).to_have_text("Saved")
    ada.reload()
    expect_written(ada, "Yes, very.")


def test_what_was_sent_at_once_is_no_draft_afterwards(ada: Page, mail: Arrive) -> None:
    number = mail("A short question", "Yes or no?")
    open_conversation(ada, number)
    _choose(ada, "Closed", "The list")
    composer(ada).fill("Yes.")
    send(ada)  # before the pause after which a draft is kept
    expect(ada).to_have_url(re.compile("/inbox/"))
    open_conversation(ada, number)
    expect(timeline(ada).locator("[data-by=agent]")).to_contain_text("Yes.")
    expect_written(ada, "")


def test_files_by_chooser_paste_and_drop(ada: Page, mail: Arrive, house: House, tmp_path: Path) -> None:
    number = mail("Please send me the manual", "And the price list.")
    open_conversation(ada, number)
    (tmp_path / "manual.txt").write_text("Turn it on.")
    files = ada.get_by_role("list", name="Attached files")
    ada.locator("input[type=file]").set_input_files(tmp_path / "manual.txt")
    expect(files.get_by_role("listitem")).to_have_count(1)
    for how, name in (("paste", "pasted.txt"), ("drop", "prices.txt")):
        composer(ada).evaluate(_PUT, [how, name, f"{how}: 10 euro"])
        expect(files).to_contain_text(name)
    files.get_by_role("button", name="Remove pasted.txt").click()
    expect(files.get_by_role("listitem")).to_have_count(2)
    ada.reload()
    expect(files.get_by_role("listitem")).to_have_count(2)

    composer(ada).fill("Here are both of them.")
    _choose(ada, "Open", "Stay here")
    send(ada)
    expect(timeline(ada).locator("[data-by=agent]").last).to_contain_text("manual.txt")
    expect(files.get_by_role("listitem")).to_have_count(0)
    sent = house.sent("Here are both of them.")
    assert [part.get_filename() for part in sent.iter_attachments()] == ["manual.txt", "prices.txt"]
    timeline(ada).get_by_role("link", name="manual.txt").click()
    with ada.expect_download() as download:
        ada.get_by_role("dialog").get_by_role("link", name="Download").click()
    assert download.value.path().read_text() == "Turn it on."


def test_an_empty_message_is_refused_with_words(ada: Page, mail: Arrive, watch: Watch) -> None:
    open_conversation(ada, mail("Nothing to say", "…"))
    watch.forgive("status of 422")
    send(ada)
    expect(ada.locator("#head [role=alert]")).to_contain_text("Write something first")
    expect(timeline(ada).locator("[data-by=agent]")).to_have_count(0)
    expect(ada.locator("#waiting time")).to_be_visible()
    _choose(ada, "Open", "Stay here")
    composer(ada).fill("Now I know what to say.")
    send(ada)
    expect(timeline(ada).locator("[data-by=agent]")).to_contain_text("Now I know what to say.")
    expect(ada.locator("#head [role=alert]")).to_have_count(0)
    expect(ada.locator("#waiting time")).to_have_count(0)


def test_send_and_close_goes_on_and_the_button_remembers(visit: Visit, mail: Arrive, house: House) -> None:
    page = visit("cleo").new_page()
    first, second = mail("The first of two", "One."), mail("The second of two", "Two.")
    open_conversation(page, first, view="unassigned")
    _choose(page, "Closed", "Next conversation")
    expect(page.locator("[data-send-label]")).to_have_text("Send and close")
    composer(page).fill("One it is.")
    send(page)
    page.wait_for_url(lambda url: f"/conversations/{first}/" not in url)
    expect(page.locator("#head h1")).to_be_visible()
    expect(page.locator(f"#row-{first}")).to_have_count(0)
    house.sent("One it is.")

    open_conversation(page, second, view="unassigned")
    _choose(page, "Open", "Stay here")
    composer(page).fill("Two it is.")
    send(page)
    expect(timeline(page)).to_contain_text("Two it is.")
    open_conversation(page, first)
    expect(page.locator("#head")).to_contain_text("Closed")
    expect(page.locator("[data-send-label]")).to_have_text("Send")
    page.get_by_label("Other ways to send").click()
    expect(page.get_by_label("Stay here")).to_be_checked()


def _choose(page: Page, status: str, goal: str) -> None:
    page.get_by_label("Other ways to send").click()
    page.get_by_role("radio", name=status, exact=True).check()
    page.get_by_role("radio", name=goal).check()
    page.keyboard.press("Escape")
