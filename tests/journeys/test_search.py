"""Finding again what anybody ever wrote, in any script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Arrive
from tests.journeys.house import House, Letter
from tests.journeys.people import arrive


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("flick saf", "Dark mode flickers in Safari 19"),  # beginnings of words
        ("LAMPA PORNESTE", "Lampa nu mai pornește după actualizarea la 3.2"),  # no marks, no case
        ("kosarici", "Dvojina v košarici: »2 izdelki«"),
        ("письмо ключом", "Не приходит письмо с ключом"),
        ("宛名", "領収書の宛名を変更したい"),  # no spaces between words
        ("تفعيل", "تعذّر تفعيل الترخيص بعد نقل الموقع"),
    ],
)
def test_words(ada: Page, typed: str, found: str) -> None:
    ada.goto("/search/")
    ada.get_by_role("combobox").press_sequentially(typed)
    expect(ada.locator("#results")).to_contain_text(found)


def test_a_number_an_address_a_message_id(ada: Page, house: House) -> None:
    letter = Letter("A needle", "In the hay.", sender="Nadel <needle@heu.example>")
    number = arrive(letter, house)
    for exactly in (str(number), "needle@heu.example", letter.message_id):
        ada.goto("/search/")
        ada.get_by_role("combobox").fill(exactly)
        expect(ada.locator("#results .subject")).to_have_text(["A needle"])
    ada.locator("#results .result").click()
    expect(ada.locator("#head h1")).to_have_text("A needle")
    ada.goto("/search/")
    ada.get_by_role("combobox").fill(f"#{number}")
    ada.keyboard.press("Enter")
    ada.wait_for_url(f"**/conversations/{number}/**")


def test_nothing_found_says_what_to_do(ada: Page, mail: Arrive) -> None:
    ada.goto("/search/?q=xyzzyxyzzy")
    expect(ada.locator("#results")).to_contain_text("Nothing found")
    expect(ada.locator("#results")).to_contain_text("the beginning of a word is enough")
