"""Ada asks a carrier beside a customer's conversation; the answer comes back there, unseen by Dora."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.house import House, Letter
from tests.journeys.people import composer, hold_still, last_entry, open_conversation, timeline

QUESTION = "My parcel should have come on Monday, and nobody tells me where it is."
ASKED = "Have you lost parcel 7?"
ANSWER = "It lies in Lyon, and leaves tonight."
CARRIER = "Carla <carla@carrier.example>"


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody from using the page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")
    ]


def test_a_carrier_is_asked_and_answers(ada: Page, mail: Arrive, house: House) -> None:
    number = mail("Where is my parcel?", QUESTION)
    open_conversation(ada, number)
    hold_still(ada)
    ada.keyboard.press("d")
    expect(ada.get_by_role("heading", level=1)).to_have_text(f"Ask somebody outside about #{number}")
    expect(ada.get_by_label("Subject")).to_have_value("")
    ada.get_by_label("To", exact=True).fill("carla@carrier.example")
    ada.get_by_label("Subject").fill("Parcel 7")
    composer(ada).fill(ASKED)
    expect(ada.get_by_text("Saved")).to_be_visible()
    ada.reload()  # what one has begun to write is kept
    expect(ada.get_by_label("To", exact=True)).to_have_value("carla@carrier.example")
    assert serious(ada) == []
    ada.get_by_role("button", name="Send aside").click()
    sent = house.sent(ASKED)
    assert sent["To"] == "carla@carrier.example"
    assert QUESTION not in sent.as_string()
    assert "dora" not in sent.as_string()
    expect(ada.locator("#head")).to_contain_text("Waiting for them")
    expect(ada.get_by_label("The customer's conversation")).to_contain_text(QUESTION)

    house.imap.append(bytes(Letter("Re: Where is my parcel?", ANSWER, sender=CARRIER, answers=sent)))
    expect(timeline(ada)).to_contain_text(ANSWER, timeout=20_000)  # nobody reloaded
    assert serious(ada) == []
    ada.set_viewport_size({"width": 390, "height": 844})
    assert serious(ada) == []
    ada.get_by_role("link", name="Back to the conversation").click()
    expect(timeline(ada)).to_contain_text("Carla answered in side conversation")
    expect(timeline(ada)).not_to_contain_text(ANSWER)
    expect(ada.get_by_label("Side conversations")).to_contain_text("Answered")
    assert serious(ada) == []
    ada.get_by_label("Side conversations").get_by_role("link").click()
    composer(ada).fill("Then please send it on.")
    ada.get_by_role("button", name="Send aside").click()
    expect(last_entry(ada)).to_contain_text("Then please send it on.")
    assert house.sent("Then please send it on.")["In-Reply-To"]
    ada.get_by_role("button", name="Close").click()
    expect(ada.locator("#head")).to_contain_text("Closed")
