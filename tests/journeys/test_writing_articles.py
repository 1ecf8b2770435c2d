"""Ada writes an article: it looks as readers will see it, is kept while she types, and is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House

PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody from using the page."""
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_an_article_is_written_kept_and_published(visit: Visit, tmp_path: Path) -> None:
    page = visit("ada").new_page()
    page.goto("/articles/")
    expect(page.get_by_role("link", name="White page after an update")).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("c")
    page.get_by_label("Title").fill("Quartzlamp hums at night")
    text = page.get_by_label("Text", exact=True)
    text.fill("Turn the dimmer up.")
    expect(page.locator("#as-read")).to_contain_text("Turn the dimmer up.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("heading", name="Quartzlamp hums at night", level=1).first).to_be_visible()
    text.fill("Turn the dimmer up, or **off**.")
    expect(page.locator("#as-read strong")).to_have_text("off")
    expect(page.locator("[data-kept]")).to_have_attribute("data-state", "saved")
    page.reload()
    expect(text).to_have_value("Turn the dimmer up, or **off**.")
    picture = tmp_path / "dimmer.png"
    picture.write_bytes(PICTURE)
    page.get_by_label("Picture or file").set_input_files(picture)
    expect(page.locator("#as-read img")).to_have_attribute("alt", "dimmer")
    assert serious(page) == []
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".marks")).to_contain_text("Published")
    page.get_by_role("link", name="Versions").click()
    expect(page.locator(".difference")).to_contain_text("asset:dimmer.png")
    assert serious(page) == []


PASTE = """(area, bytes) => {
    const told = new DataTransfer();
    told.items.add(new File([new Uint8Array(bytes)], "shot.png", { type: "image/png" }));
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: told, bubbles: true, cancelable: true }));
}"""


def test_nothing_that_is_typed_is_lost_whatever_one_leaves(visit: Visit) -> None:
    page = visit("ada").new_page()
    page.goto("/articles/new/")
    text = page.locator("#f-body")
    text.evaluate(PASTE, list(PICTURE))
    expect(text).to_have_value(re.compile(r"asset:shot.*\.png"))
    expect(page).to_have_url(re.compile(r"/articles/\d+/in/en/$"))
    expect(page.locator("#as-read img")).to_have_attribute("alt", "shot")
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\n1. Open")
    page.keyboard.press("Enter")
    page.keyboard.type("2. Choose, as in ??")
    expect(page.locator(".links-found input")).to_be_focused()
    page.keyboard.type("white page")
    expect(page.locator("#links-list [role=option]").first).to_contain_text("White page after an update")
    assert serious(page) == []
    page.keyboard.press("Enter")
    expect(text).to_be_focused()
    expect(text).to_have_value(
        re.compile(r"1\. Open\n2\. Choose, as in \[White page [^\]]+\]\(article:[\w-]+\)$")
    )
    expect(page.locator("[data-kept]")).to_have_attribute("data-state", "saved")
    page.locator("#f-title").fill("Grainlamp crackles")
    expect(page.locator("#as-read h1")).to_have_text("Grainlamp crackles")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".marks")).to_contain_text("Published")
    expect(page.locator(".toast a")).to_have_attribute("href", "/help/en/grainlamp-crackles/")
    page.goto(page.url.replace("/in/en/", "/translate/fr/"))
    page.get_by_label("Title").fill("Lampe qui crépite")
    page.locator("[name=p-1]").fill("1. Ouvrez")
    expect(page.locator("[data-kept]")).to_have_attribute("data-state", "saved")
    assert serious(page) == []
    page.locator(".translating nav.parts a").last.click()
    expect(page).not_to_have_url(re.compile("/translate/fr/"))
    page.go_back()
    _reads_translation(page)
    page.reload()
    _reads_translation(page)


def test_how_people_ask_is_saved_with_the_article_and_by_its_own_button_without_losing_it(
    visit: Visit,
) -> None:
    page = visit("ada").new_page()
    page.goto("/articles/new/")
    page.get_by_label("Title").fill("Shalelamp flickers")
    page.get_by_role("button", name="Save draft").click()
    asked, text = page.get_by_label("How people ask for it"), page.get_by_label("Text", exact=True)
    asked.fill("Why does it flicker?\nLight goes on and off\nShalelamp blinks")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".marks")).to_contain_text("Published")
    expect(asked).to_have_value("Why does it flicker?\nLight goes on and off\nShalelamp blinks")
    page.reload()
    expect(asked).to_have_value("Why does it flicker?\nLight goes on and off\nShalelamp blinks")
    expect(page.locator("[data-kept]")).not_to_have_attribute("data-state", "notSaved")
    asked_to_leave: list[str] = []

    def leaves(dialog: Dialog) -> None:
        asked_to_leave.append(dialog.type)
        dialog.accept()

    page.on("dialog", leaves)
    text.fill("Screw the bulb in.")
    asked.fill("Shalelamp blinks")
    page.get_by_role("button", name="Save questions").click()
    expect(page.locator(".toast")).to_contain_text("Saved.")
    expect(asked).to_have_value("Shalelamp blinks")
    expect(text).to_have_value("Screw the bulb in.")
    asked.press_sequentially("\nIt goes dark")
    expect(page.locator("[data-kept]")).to_have_attribute("data-state", "saved")
    there = page.url
    page.goto("/articles/")
    page.goto(there)
    expect(asked).to_have_value(re.compile("It goes dark"))
    assert serious(page) == []
    asked.press("Control+s")
    expect(page.locator(".toast")).to_contain_text("Saved as a draft.")
    expect(page.get_by_role("button", name="Throw them away")).to_have_count(0)
    assert asked_to_leave == []
    expect(asked).to_have_value(re.compile("It goes dark"))


def _reads_translation(page: Page) -> None:
    expect(page.get_by_label("Title")).to_have_value("Lampe qui crépite")
    expect(page.locator("[name=p-1]")).to_have_value("1. Ouvrez")


@pytest.fixture
def time_to_undo(house: House) -> Iterator[None]:
    house.send_at_once(15)
    yield
    house.send_at_once()


def _choose_by_keys(page: Page, many: int) -> None:
    """Two, then all of `many`, then none."""
    ticked = page.locator("[name=chosen]:checked")
    for _line in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(ticked).to_have_count(2)
    page.keyboard.press("Control+a")
    expect(ticked).to_have_count(many)
    assert serious(page) == []
    page.locator(".together hr-ticks").get_by_role("checkbox").uncheck()
    expect(ticked).to_have_count(0)


def test_what_is_thrown_away_comes_back_by_z_and_from_the_trash(visit: Visit, time_to_undo: None) -> None:
    page = visit("ada").new_page()
    page.goto("/articles/")
    rows = page.locator(".article-row")
    expect(rows.first).to_be_visible()
    many, title = rows.count(), rows.first.locator("b").inner_text()
    rows.first.locator(".act button").click()
    expect(rows).to_have_count(many - 1)
    expect(page.locator(".toast button").first).to_be_visible()
    page.keyboard.press("z")
    expect(rows).to_have_count(many)
    rows.first.get_by_role("link", name=title).click()
    expect(page.locator("#as-read")).to_be_visible()
    page.locator("main h1").first.click()
    page.keyboard.press("#")
    expect(rows).to_have_count(many - 1)
    _choose_by_keys(page, many - 1)
    rows.nth(0).get_by_role("checkbox").check()
    rows.nth(1).get_by_role("checkbox").check()
    page.locator(".together").get_by_role("button", name="Move to the trash").click()
    expect(rows).to_have_count(many - 3)
    page.goto("/articles/?view=trash")
    expect(page.locator("[data-trashed]")).to_have_count(3)
    assert serious(page) == []
    page.locator("[data-trashed] a.result").first.click()
    expect(page.locator("article.article")).to_be_visible()  # it can be read there
    assert serious(page) == []
    page.go_back()
    for left in (2, 1, 0):
        page.locator("[data-trashed]").first.get_by_role("button", name="Restore").click()
        expect(page.locator("[data-trashed]")).to_have_count(left)
    page.goto("/articles/")
    expect(rows).to_have_count(many)
