"""A customer writes, Ada answers, the customer answers back: all of it by real mail, live in open pages."""

from __future__ import annotations

from email.message import EmailMessage

from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Arrive, Visit
from tests.journeys.house import House, Letter
from tests.journeys.people import arrive, composer, expect_written, hold_still, menu, row, send, timeline

QUESTION = "After the update every lamp blinks twice a second. How do I stop it?"
ANSWER = "Switch the driver to 3.2.1 and the blinking ends."
_COUNT_HINTS = """() => {
  window.hints = 0;
  const channel = new BroadcastChannel("handrail-inbox");
  channel.onmessage = ({ data }) => { if (data.type === "hint") window.hints++; };
}"""
BACK = "It is quiet now, thank you."


def test_mail_comes_answer_leaves_and_comes_back(visit: Visit, house: House) -> None:
    browser = visit("ada")
    page, second = browser.new_page(), browser.new_page()
    for tab in (page, second):
        tab.goto("/inbox/unassigned/?order=newest")
        hold_still(tab)
    letter = Letter("Lamps blink since the update", QUESTION)
    number = arrive(letter, house)

    for tab in (page, second):  # nobody reloaded
        expect(row(tab, number)).to_contain_text("Lamps blink since the update")
    row(page, number).click()
    expect(timeline(page)).to_contain_text(QUESTION)
    expect(page.get_by_role("main")).to_contain_text("Dora")
    second.goto(f"/conversations/{number}/")

    sent = _answer(page, second, house)
    assert sent["In-Reply-To"] == letter.message_id
    assert letter.message_id in sent["References"]
    assert sent["To"].addresses[0].addr_spec == "dora@nordlicht.example"
    assert sent["Subject"] == "Re: Lamps blink since the update"

    back = Letter("Re: Lamps blink since the update", BACK, answers=sent)
    assert arrive(back, house) == number
    for tab in (page, second):
        expect(timeline(tab)).to_contain_text(BACK)
        expect(timeline(tab).get_by_text(BACK)).to_have_count(1)


def _answer(page: Page, second: Page, house: House) -> EmailMessage:
    composer(page).fill(ANSWER)
    page.get_by_label("Other ways to send").click()
    page.get_by_label("Stay here").check()
    page.get_by_label("Open", exact=True).check()
    send(page)
    for tab in (page, second):
        expect(timeline(tab)).to_contain_text(ANSWER)
    sent = house.sent(ANSWER)
    expect(timeline(page).get_by_text("Sent", exact=True).last).to_be_visible()
    expect_written(page, "")
    return sent


def test_ben_writes_a_note_while_ada_types(ada: Page, ben: Page, mail: Arrive) -> None:
    number = mail("Two people, one question", "Which of you answers me?")
    for page in (ada, ben):
        page.goto(f"/conversations/{number}/")
        hold_still(page)
    composer(ada).press_sequentially("Dear Dora, the short an")
    ben.get_by_label("Note", exact=True).check(force=True)
    composer(ben).fill("I know her, she has the old driver.")
    send(ben)

    note = timeline(ada).locator("[data-kind=note]")
    expect(note).to_contain_text("I know her, she has the old driver.")
    expect(note).to_contain_text("Ben")
    expect(composer(ada)).to_be_focused()
    composer(ada).press_sequentially("swer is: I do.")
    expect_written(ada, "Dear Dora, the short answer is: I do.")


def test_what_ben_does_shows_at_adas(ada: Page, ben: Page, mail: Arrive) -> None:
    number = mail("Who takes this one?", "Anybody there?")
    ada.goto(f"/conversations/{number}/?view=unassigned")
    ben.goto(f"/conversations/{number}/?view=unassigned")
    hold_still(ada)
    ben.locator("#head").get_by_label("Assignee").click()
    ben.get_by_role("button", name="Assign to me").and_(ben.locator(".item")).click()

    expect(timeline(ada)).to_contain_text("Ben took the conversation")
    expect(ada.locator("#head")).to_contain_text("Ben")
    expect(row(ada, number)).to_have_count(0)  # no longer unassigned


def test_a_menu_stays_open_when_news_come(ada: Page, ben: Page, mail: Arrive) -> None:
    number = mail("Under the hand", "Do not shut the drawer.")
    for page in (ada, ben):
        page.goto(f"/conversations/{number}/")
        hold_still(page)
    waiting: list[Route] = []
    ada.route(f"**/conversations/{number}/?**", lambda route: waiting.append(route))  # Ben's act
    menu(ben, "Priority: Normal").click()
    ben.locator("details.menu[open] .item").filter(has_text="High").click()
    expect(timeline(ada)).to_contain_text("Ben set the priority")
    while not waiting:
        ada.wait_for_timeout(50)
    menu(ada, "Add a tag").click()
    ada.get_by_label("Tag", exact=True).press_sequentially("half a w")
    waiting[0].continue_()
    expect(menu(ada, "Priority: High")).to_be_visible()
    ada.get_by_label("Tag", exact=True).press_sequentially("ord")
    ada.keyboard.press("Enter")
    expect(ada.locator("#head .tags.wide")).to_contain_text("half a word")
    expect(ada.locator("details.menu[open]")).to_have_count(0)


def test_two_windows_on_one_list_share_one_fetch(visit: Visit, house: House) -> None:
    browser = visit("ada")
    windows = [browser.new_page(), browser.new_page()]
    asked: list[str] = []
    for window in windows:
        window.goto("/inbox/unassigned/?order=newest")
        hold_still(window)
    windows[0].evaluate(_COUNT_HINTS)
    for window in windows:
        window.on(
            "request", lambda request: asked.append(request.url) if "only=rows" in request.url else None
        )
    for count in range(4):
        arrive(Letter(f"Shared {count}", "One fetch, two windows?"), house)
        for window in windows:
            expect(window.locator("#rows")).to_contain_text(f"Shared {count}")
        windows[0].wait_for_timeout(900)
    hints = windows[0].evaluate("window.hints")  # a busy machine tells of one mail more than once
    assert 4 <= len(asked) <= max(6, hints), asked
    fresh = browser.new_page()
    fresh.goto("/inbox/unassigned/?order=newest")
    for window in windows:  # the counts follow
        expect(window.locator("#list-bar .num")).to_have_text(fresh.locator("#list-bar .num").inner_text())
