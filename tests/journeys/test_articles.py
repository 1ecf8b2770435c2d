"""Ada writes, Cleo publishes and translates; the source changes, the translation is mended; it is found."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.people import composer

TITLE, TITEL = "Lamp hums at night", "La lampe bourdonne la nuit"
FIRST = """## Turn the dimmer

Turn the dimmer to the left until it is silent.

## Still humming

Send us the serial number."""
SAID = (
    "## Tournez le variateur",
    "Tournez le variateur vers la gauche.",
    "## Elle bourdonne encore",
    "Envoyez-nous le numéro.",
)
INSIDE = "When we refund"


def write(page: Page) -> str:
    """Ada writes it and asks somebody to read it; returns where its pages stand."""
    page.goto("/articles/")
    page.get_by_role("link", name="New article").first.click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Summary").fill("A dimmer that stands between two steps hums.")
    page.locator("#f-body").fill(FIRST)
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url(re.compile(r"/articles/\d+/"))
    address = str(re.search(r"/articles/\d+/", page.url)[0])  # type: ignore[index]
    page.locator("summary[aria-label='More to do']").click()
    page.get_by_role("button", name="Save and ask for review").click()
    expect(page.locator(".marks")).to_contain_text("Needs review")
    return address


def publish(page: Page, address: str) -> None:
    """Cleo reads it and lets readers have it."""
    page.goto("/articles/?view=review")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    page.get_by_role("button", name=re.compile("^(Approve and p|P)ublish$")).first.click()
    expect(page.locator(".marks")).to_contain_text("Published")
    assert address in page.url


def translate(page: Page, address: str) -> None:
    """She writes it in French, paragraph beside paragraph."""
    page.goto(f"{address}translate/fr/")
    page.get_by_label("Title").fill(TITEL)
    page.get_by_label("Summary").fill("Un variateur entre deux positions bourdonne.")
    for number, text in enumerate(SAID, start=1):
        paragraph(page, number).fill(text)
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Up to date")).to_be_visible()


def change(page: Page, address: str) -> None:
    """Ada finds out that it was the other way round: whoever follows the old words is misled."""
    page.goto(address)
    page.locator("#f-body").fill(FIRST.replace("to the left", "to the right"))
    page.get_by_text("Major: older translations mislead").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".marks")).to_contain_text("Published")


def mend(page: Page) -> None:
    """Cleo sees on the board what misleads, and in it the one paragraph that changed."""
    page.goto("/articles/board/fr/?show=outdated")
    line = page.locator("table.board tr").filter(has_text=re.compile(f"{TITLE}|{TITEL}"))
    expect(line).to_contain_text("Majorly outdated")
    line.get_by_role("link").click()
    changed = page.locator(".pair[data-kind=changed]")
    expect(changed).to_have_count(1)
    expect(changed.locator("del")).to_contain_text("left")
    expect(changed.locator("ins")).to_contain_text("right")
    changed.locator("textarea").fill("Tournez le variateur vers la droite.")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Up to date")).to_be_visible()


def paragraph(page: Page, number: int) -> Locator:
    """Where one paragraph of a translation is written."""
    return page.get_by_label(f"Paragraph {number}", exact=True)


def find(page: Page, words: str, language: str = "en") -> Locator:
    """What a reader finds."""
    page.goto(f"/help/{language}/")
    page.locator("[data-seek]").fill(words)
    page.locator("[data-seek]").press("Enter")
    page.wait_for_url("**/search/**")
    return page.locator("ul.hits li").first


def hides_what_is_inside(page: Page) -> None:
    """A page of the team's handbook exists nowhere for a stranger."""
    for path in ("/help/en/", "/help/en/search/?q=when+we+refund", "/help/sitemap.xml", "/help/en/feed.xml"):
        text = page.request.get(path).text()
        assert INSIDE not in text, path
        assert "when-we-refund" not in text, path
    assert page.request.get("/help/en/when-we-refund/").status == 404
    asked = {"once": str(uuid.uuid4()), "question": "When do we refund, and who decides?"}
    told = page.request.post("/forms/support/articles/", data=asked).json()
    assert INSIDE not in str(told)


def insert(page: Page) -> None:
    """Ben answers Emil, in French: what he finds comes in Emil's language."""
    page.goto("/inbox/all/")
    page.locator(".row").filter(has_text="Prélevé deux fois").first.click()
    composer(page).click()
    expect(page.locator("hr-composer")).to_have_attribute("data-editor", "ready")
    page.keyboard.type("Bonjour ??")
    looked = page.get_by_label("Search the help center")
    expect(looked).to_be_focused()
    page.keyboard.type("lamp hums")
    expect(page.get_by_role("option", name=TITEL)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(composer(page).get_by_role("link", name=TITEL)).to_be_visible()


def test_from_the_first_word_to_the_mended_translation(visit: Visit) -> None:
    ada, cleo, reader = visit("ada").new_page(), visit("cleo").new_page(), visit().new_page()
    address = write(ada)
    assert reader.request.get("/help/en/lamp-hums-at-night/").status == 404
    publish(cleo, address)
    translate(cleo, address)
    french = "/help/fr/la-lampe-bourdonne-la-nuit/"
    reader.goto(french)
    expect(reader.locator("main h1")).to_have_text(TITEL)

    change(ada, address)
    reader.goto(french)
    expect(reader.locator(".said-first[data-kind=older]")).to_be_visible()
    mend(cleo)
    reader.goto(french)
    expect(reader.locator("main")).to_contain_text("vers la droite")
    expect(reader.locator(".said-first[data-kind=older]")).to_have_count(0)

    expect(find(reader, "lamp hmus at nihgt")).to_contain_text(TITLE)
    expect(find(reader, "le variateur bourdonne")).to_contain_text(re.compile(f"{TITLE}|{TITEL}"))
    hides_what_is_inside(reader)
    insert(visit("ben").new_page())
