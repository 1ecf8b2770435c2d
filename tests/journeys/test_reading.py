"""Files are looked at without leaving the page; pictures from elsewhere wait until somebody asks."""

from __future__ import annotations

import base64

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.hands import doing
from tests.journeys.people import (
    composer,
    hold_still,
    last_entry,
    open_conversation,
    send,
    timeline,
)
from tests.journeys.test_accessibility import examine
from tests.journeys.watching import Watch

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC"
)
LOG = b"\n".join(b"[%d] lamp %d went out" % (n, n) for n in range(1, 400))


def pdf(words: str) -> bytes:
    """A PDF 1.4 of one page with these words."""
    stream = f"BT /F1 36 Tf 60 700 Td ({words}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def test_a_log_a_picture_and_a_pdf_one_after_the_other(ada: Page, mail: Arrive) -> None:
    files = (
        ("debug.log", "text/plain", LOG),
        ("photo.png", "image/png", PNG),
        ("bill.pdf", "application/pdf", pdf("Forty lamps")),
    )
    number = mail("Three files", "See what I see.", files=files)
    open_conversation(ada, number)
    hold_still(ada)
    timeline(ada).get_by_role("link", name="debug.log").click()
    dialog, inside = ada.get_by_role("dialog"), ada.frame_locator("#file-preview iframe")
    expect(inside.locator("#L399")).to_contain_text("lamp 399 went out")
    expect(dialog).to_contain_text("1 / 3")
    assert inside.locator("body").evaluate("() => window.origin") == "null"
    examine(ada)
    ada.keyboard.press("ArrowRight")
    expect(inside.get_by_role("img", name="photo.png")).to_be_visible()
    assert inside.get_by_role("img").evaluate("image => image.complete && image.naturalWidth") == 10
    ada.get_by_role("button", name="The next file").click()
    expect(inside.locator("section .sr")).to_have_text("Forty lamps")
    expect(inside.locator("canvas")).to_be_visible()
    ada.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_broken_pdf_says_so(ada: Page, mail: Arrive) -> None:
    number = mail("Broken", "Is it?", files=(("broken.pdf", "application/pdf", b"%PDF-1.4 and no more"),))
    open_conversation(ada, number)
    hold_still(ada)
    timeline(ada).get_by_role("link", name="broken.pdf").click()
    expect(ada.frame_locator("#file-preview iframe").get_by_text("cannot be shown here")).to_be_visible()


def test_pictures_from_elsewhere_wait_and_come_through_us(ada: Page, mail: Arrive, watch: Watch) -> None:
    watch.forgive("/pictures/")  # nothing answers there: that we ask ourselves is what is seen
    html = '<p>Look <img src="http://127.0.0.1:9/a.png" alt="the lamp" width="40" height="40"></p>'
    number = mail("Remote", "Look", html=html)
    open_conversation(ada, number)
    hold_still(ada)
    with doing(ada, "original"), ada.expect_download() as original:
        timeline(ada).get_by_role("link", name="Original mail").click()
    assert b"Subject: Remote" in original.value.path().read_bytes()
    image = timeline(ada).locator(".body img")
    assert image.get_attribute("src") is None
    with ada.expect_request("**/pictures/**"):
        timeline(ada).get_by_role("link", name="Show it").click()
    expect(image).to_have_attribute("alt", "the lamp")
    expect(timeline(ada)).not_to_contain_text("is not loaded")


def test_what_is_newest_stays_in_sight_while_the_page_grows(ada: Page, mail: Arrive) -> None:
    number = mail("A long story", "One more line of it.\n" * 60)
    open_conversation(ada, number)
    composer(ada).fill("A short answer.")
    send(ada)
    ada.wait_for_url(lambda url: f"/{number}/" not in url)  # the next one
    open_conversation(ada, number)
    newest = last_entry(ada)
    expect(newest).to_be_in_viewport(ratio=1)
    first = timeline(ada).locator("article.entry").first
    first.evaluate("entry => { entry.style.paddingBottom = '900px'; }")  # a picture that comes late
    expect(newest).to_be_in_viewport(ratio=1)
    composer(ada).focus()  # it takes more of the page
    expect(ada.locator("hr-composer[data-editor=ready]")).to_be_visible()
    expect(newest).to_be_in_viewport(ratio=1)
    timeline(ada).hover()
    ada.mouse.wheel(0, -3000)  # who looks further up is left there
    expect(newest).not_to_be_in_viewport()
    first.evaluate("entry => { entry.style.paddingBottom = '1200px'; }")
    expect(first.locator("header")).to_be_in_viewport()
    expect(newest).not_to_be_in_viewport()
