"""Who sees less: a guest in the agency's queue, a light agent, and a conversation for named people."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House
from tests.journeys.people import menu, sign_in


def test_a_guest_sees_the_own_queue_with_addresses_hidden(visit: Visit, house: House) -> None:
    guest = visit().new_page()
    sign_in(guest, "nora@northwind-care.example", house.password)
    guest.goto("/inbox/all/")
    expect(guest.locator(".row")).to_have_count(2)
    guest.locator(".row").filter(has_text="Orange Money").click()
    expect(guest.locator("#customer")).to_contain_text("a•••@t•••.example")
    expect(guest.locator("body")).not_to_contain_text("aminata@teranga.example")
    expect(guest.get_by_label("Reply", exact=True)).to_be_visible()
    expect(guest.locator("[name=cc]")).to_have_count(0)
    guest.keyboard.press("i")
    expect(menu(guest, "Assignee: Nora, Northwind Care")).to_be_visible()
    guest.keyboard.press("v")
    guest.get_by_role("button", name="Nobody").click()  # back into the queue
    expect(menu(guest, "Assignee: Northwind Care")).to_be_visible()
    guest.goto("/settings/")
    expect(guest.get_by_role("navigation", name="Settings").get_by_role("link")).to_have_count(6)


def test_a_light_agent_is_offered_notes_only(visit: Visit) -> None:
    light = visit("levi").new_page()
    light.goto("/inbox/all/")
    light.locator(".row").first.click()
    expect(light.get_by_label("Note", exact=True)).to_be_checked()
    expect(light.get_by_label("Reply", exact=True)).to_have_count(0)
    expect(light.get_by_role("button", name="Close", exact=True)).to_have_count(0)
    light.get_by_label("Your message").fill("Engineering knows this one.")
    light.get_by_role("button", name="Add note").click()
    expect(light.locator("#timeline .entry").last).to_contain_text("Engineering knows this one.")


def test_a_restricted_conversation_goes_from_the_lists_of_others(ada: Page, ben: Page) -> None:
    for page in (ada, ben):
        page.goto("/inbox/all/?order=newest")
    row = ada.locator(".row").filter(has_text="Dark mode flickers")
    row.click()
    theirs = ben.locator(".row").filter(has_text="Dark mode flickers")
    expect(theirs).to_have_count(1)
    ada.get_by_role("link", name="Restrict to named people").click()
    ada.get_by_label("Cleo").check()
    ada.get_by_role("button", name="Restrict").click()
    expect(ada.locator("#head")).to_contain_text("Only Ada, Cleo can see this conversation")
    expect(theirs).to_have_count(0)
    ada.get_by_role("link", name="Change", exact=True).click()
    ada.get_by_role("button", name="Open to everybody").click()
    expect(theirs).to_have_count(1)
