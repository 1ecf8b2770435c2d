"""What the editor writes: words with marks, pictures, what is pasted; and how it leaves as a mail."""

from __future__ import annotations

import base64
from email.message import EmailMessage

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.house import House
from tests.journeys.people import composer, open_conversation, send, timeline
from tests.journeys.watching import Watch

_PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGNgYPiPB41KY5H+DwAxrWOdF1iu5QAAAABJRU5ErkJggg=="
)
_PUT_PICTURE = """(box, [how, data]) => {
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0)), held = new DataTransfer();
  held.items.add(new File([bytes], "lamp.png", { type: "image/png" }));
  const rect = box.getBoundingClientRect(), at = { clientX: rect.left + 20, clientY: rect.top + 20 };
  box.dispatchEvent(how === "paste"
    ? new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: held, bubbles: true, cancelable: true, ...at }));
}"""
_PASTE = """(box, html) => {
  const held = new DataTransfer();
  held.setData("text/html", html);
  box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
}"""
_ITEM = "<p class=MsoListParagraph style='mso-list:l0'><span style='mso-list:Ignore'>·&nbsp;</span>{}</p>"
_WORD = (
    "<html><body><!--StartFragment--><p class=MsoNormal><b>Steps</b><o:p></o:p></p>"
    + _ITEM.format("Stop")
    + _ITEM.format("Start")
    + "<table><tr><td><p>A</p></td><td><p>B</p></td></tr></table>"
    '<img src="https://tracker.example/pixel.png" width=1 onerror="alert(1)"><script>alert(2)</script></html>'
)
_DOCS = (
    '<b id="docs-internal-guid-1" style="font-weight:normal"><p>It is <span style="font-weight:700">bold'
    "</span>"
    ' and <span style="font-style:italic">slanted</span></p></b>'
)


def editor(page: Page) -> Locator:
    """The editor, once it has taken the text area's place."""
    composer(page).focus()
    expect(page.locator("hr-composer[data-editor=ready]")).to_be_visible()
    return page.get_by_role("textbox", name="Your message")


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def test_marks_and_a_picture_leave_as_they_were_written(ada: Page, mail: Arrive, house: House) -> None:
    number = mail("How do I reset it?", "Please help.")
    open_conversation(ada, number)
    box = editor(ada)
    box.press_sequentially("Take **both** hands:")
    ada.keyboard.press("Enter")
    box.press_sequentially("- press")
    ada.keyboard.press("Enter")
    box.press_sequentially("hold")
    ada.keyboard.press("Enter")
    ada.keyboard.press("Enter")
    box.press_sequentially("as in this picture")
    box.evaluate(_PUT_PICTURE, ["paste", base64.b64encode(_PICTURE).decode()])
    expect(box.get_by_role("img", name="lamp.png")).to_be_visible()
    expect(ada.locator(".saved")).to_have_text("Saved")
    ada.reload()
    expect(editor(ada).get_by_role("img", name="lamp.png")).to_be_visible()
    expect(editor(ada).locator("strong")).to_have_text("both")
    _stay(ada)
    send(ada)
    answer = timeline(ada).locator("[data-by=agent]")
    expect(answer.locator("strong")).to_have_text("both")
    expect(answer.get_by_role("img", name="lamp.png")).to_be_visible()

    sent = house.sent("as in this picture")
    assert sent.get_content_type() == "multipart/alternative"
    assert "- press\n- hold" in sent.get_body(("plain",)).get_content().replace("\r", "")  # type: ignore[union-attr]
    html = html_of(sent)
    assert "<strong>both</strong>" in html
    [picture] = [part for part in sent.walk() if part.get_content_maintype() == "image"]
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html
    assert picture.get_payload(decode=True) == _PICTURE
    assert "multipart/related" in [part.get_content_type() for part in sent.walk()]


def test_a_link_by_the_keyboard_and_tab_leaves_the_editor(ada: Page, mail: Arrive) -> None:
    open_conversation(ada, mail("Where is the manual?", "I cannot find it."))
    box = editor(ada)
    box.press_sequentially("the manual")
    ada.keyboard.press("ControlOrMeta+a")
    ada.keyboard.press("ControlOrMeta+k")
    expect(ada.get_by_label("Address of the link")).to_be_focused()
    ada.keyboard.type("lamp.example/manual")
    ada.keyboard.press("Enter")
    expect(box.get_by_role("link", name="the manual")).to_have_attribute(
        "href", "https://lamp.example/manual"
    )
    expect(box).to_be_focused()
    ada.keyboard.press("ControlOrMeta+z")
    expect(box.get_by_role("link")).to_have_count(0)
    ada.keyboard.press("Tab")
    expect(box).not_to_be_focused()
    expect(ada.get_by_role("toolbar", name="Formatting").locator(":focus")).to_have_count(1)


def test_what_is_pasted_is_cleaned_and_fetches_nothing(ada: Page, mail: Arrive, watch: Watch) -> None:
    open_conversation(ada, mail("From Word", "See below."))
    box = editor(ada)
    box.evaluate(_PASTE, _WORD)
    expect(box.locator("li")).to_have_text(["Stop", "Start"])
    expect(box.locator("strong")).to_have_text("Steps")
    expect(box).to_contain_text("A · B")
    expect(box.locator("img:not(.ProseMirror-separator)")).to_have_count(0)
    ada.keyboard.press("ControlOrMeta+a")
    ada.keyboard.press("Delete")
    box.evaluate(_PASTE, _DOCS)
    expect(box.locator("strong")).to_have_text("bold")
    expect(box.locator("em")).to_have_text("slanted")
    box.evaluate(_PUT_PICTURE, ["drop", base64.b64encode(_PICTURE).decode()])
    expect(box.get_by_role("img", name="lamp.png")).to_be_visible()


def test_a_note_keeps_the_words_and_never_leaves(ada: Page, mail: Arrive, house: House) -> None:
    number = mail("A secret", "Tell nobody.")
    open_conversation(ada, number)
    box = editor(ada)
    box.press_sequentially("Only we know, @dora@nordlicht.example")
    ada.get_by_role("radio", name="Note").check()
    expect(box).to_contain_text("Only we know")
    expect(ada.get_by_role("button", name="Add note")).to_be_visible()
    send(ada)
    expect(timeline(ada).locator("[data-kind=note]")).to_contain_text("Only we know")
    ada.get_by_role("radio", name="Reply", exact=True).check()
    editor(ada).press_sequentially("We answer soon.")
    _stay(ada)
    send(ada)
    house.sent("We answer soon.")
    assert not any(b"Only we know" in raw for raw in house.smtp.raw)


def _stay(page: Page) -> None:
    page.get_by_label("Other ways to send").click()
    page.get_by_role("radio", name="Stay here").check()
    page.keyboard.press("Escape")
