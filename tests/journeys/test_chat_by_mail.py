"""Wanda leaves her address in the real widget, is answered by mail, answers that mail, and comes back."""

from __future__ import annotations

from email.message import EmailMessage

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House, Letter
from tests.journeys.people import composer, open_conversation, send, timeline
from tests.journeys.test_desk_chats import ring, take_chats
from tests.journeys.test_widget import said, write
from tests.journeys.visitor import make_widget

SOON = 20_000  # ms: a mail comes with the next look into the mailbox
_SET_UP = """
from handrail.accounts.models import Mailbox
from handrail.channels.chat.models import Widget
mailbox = Mailbox.objects.get(name="Lamp support")
print(Widget.objects.create(name="Shop by mail", mailbox=mailbox, shown={"late": 1000}).public_id)
"""


def answer(page: Page, number: int, text: str) -> None:
    """Ada writes and sends, wherever it goes."""
    open_conversation(page, number)
    composer(page).fill(text)
    send(page)


def number_of(page: Page, text: str) -> int:
    """The conversation with these words."""
    page.goto(f"/search/?q=%22{text.replace(' ', '+')}%22")
    link = page.locator("a.result").first.get_attribute("href") or ""
    return int(link.split("/conversations/")[1].split("/")[0])


def by_mail(house: House, mail: EmailMessage, text: str) -> None:
    """Wanda answers from her own mail program."""
    letter = Letter(f"Re: {mail['Subject']}", text, sender="Wanda <wanda@prisma.example>", answers=mail)
    house.imap.append(bytes(letter))


def test_left_answered_by_mail_answered_back_and_read_in_the_widget(
    house: House, visit: Visit, ada: Page
) -> None:
    place = f"/chat/{house.command('shell', '--command', _SET_UP).split()[-1]}/"
    page = visit().new_page()
    page.goto(place)
    window = page.get_by_role("dialog")
    write(window, "Does the brass lamp come in green?")
    expect(said(window)).to_contain_text("Sent")
    window.get_by_label("Your e-mail address").fill("wanda@prisma.example")
    window.get_by_role("button", name="Leave this address").click()
    expect(window.get_by_role("button", name="Leave this address")).to_have_count(0)
    expect(window).to_contain_text("wanda@prisma.example")
    page.goto("about:blank")  # she has gone

    number = number_of(ada, "brass lamp")
    answer(ada, number, "In green from May on.")
    mail = house.sent("In green from May on.")
    assert mail["To"] == "wanda@prisma.example"
    by_mail(house, mail, "And the shade, in green too?")
    open_conversation(ada, number)
    expect(timeline(ada)).to_contain_text("And the shade, in green too?", timeout=SOON)
    answer(ada, number, "The shade stays white.")
    again = house.sent("The shade stays white.")
    assert again["In-Reply-To"]

    page.goto(place)
    expect(page.get_by_role("dialog").locator(".said.us").last).to_contain_text("The shade stays white.")
    expect(said(page.get_by_role("dialog")).last).to_contain_text("And the shade, in green too?")


def test_nobody_takes_it_and_the_visitor_is_told_so(house: House, visit: Visit, ada: Page) -> None:
    ada.goto("/inbox/mine/")
    take_chats(ada)
    page = visit().new_page()
    page.goto(f"{make_widget(house)}/")
    window = page.get_by_role("dialog")
    write(window, "Is the tin lamp waterproof?")
    expect(ring(ada, "").first).to_be_visible(timeout=SOON)
    house.hurry_ringing()
    leave = window.get_by_role("button", name="Leave this address")
    expect(leave).to_be_visible(timeout=30_000)
    expect(window).to_contain_text("Nobody was free")
    window.get_by_label("Your e-mail address").fill("tina@prisma.example")
    leave.click()
    expect(window).to_contain_text("tina@prisma.example")
    ada.locator("#ringing .notice").get_by_role("button", name="Take chats again").click()
    ada.locator(".rail details.menu > summary").click()
    ada.locator("#chat-item").get_by_text("Take no more chats").click()
    expect(ada.locator("#hears-ringing")).to_have_count(0)
    open_conversation(ada, number_of(ada, "tin lamp"))
    expect(timeline(ada)).to_contain_text("Nobody took the chat")
    expect(ada.locator("#head")).to_contain_text("goes by mail to tina@prisma.example")
