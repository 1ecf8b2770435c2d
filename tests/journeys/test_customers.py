"""Customers: a file comes in after a look at what it does, two become one and two again, one is erased."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.house import House

FILE = """Name;E-mail;Company;Plan
Wanda Weil;wanda@weil.example;Weil & Söhne;Pro
Wanda W.;wanda+shop@weil.example;Weil & Söhne;
Nobody;not an address;;
"""


def bring_in(page: Page) -> None:
    page.goto("/customers/imports/")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1252")}
    )
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_label("Company")).to_have_value("organisation")
    page.get_by_role("button", name="See what it would change").click()
    expect(page.get_by_role("button", name="Bring it in")).to_be_visible(timeout=20_000)
    expect(page.locator("main")).to_contain_text("“not an address” is not an e-mail address.")
    expect(page.locator("main")).to_contain_text("Weil & Söhne")
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("Done. The file is forgotten.")).to_be_visible(timeout=20_000)


def open_wanda(page: Page) -> None:
    page.goto("/customers/")
    page.get_by_label("Name, address, organisation or attribute").fill("wanda")
    page.locator("#found").get_by_role("link", name="Wanda Weil").click()
    expect(page.get_by_role("heading", name="Wanda Weil", level=1)).to_be_visible()


def test_from_a_file_to_one_person_and_to_nobody(visit: Visit, house: House) -> None:
    cleo = visit("cleo").new_page()
    bring_in(cleo)
    open_wanda(cleo)
    cleo.get_by_label("A note for the team").fill("Asks about invoices")
    cleo.get_by_role("button", name="Add note").click()
    expect(cleo.locator(".about-note")).to_contain_text("Asks about invoices")
    cleo.get_by_label("Change what is known").click()
    cleo.get_by_label("Plan").select_option("Agency")
    cleo.get_by_role("button", name="Save").click()
    expect(cleo.locator("#facts")).to_contain_text("Agency")

    verify = (
        "from handrail.customers.verbs import verify_address as v; "
        "[v(a, how='dmarc') for a in ('wanda@weil.example', 'wanda+shop@weil.example')]"
    )
    cleo.get_by_role("link", name="Merge").click()
    cleo.get_by_role("link", name="See what it would do").first.click()
    expect(cleo.locator("main")).to_contain_text("has no verified address")
    house.command("shell", "--command", verify)
    cleo.reload()
    cleo.get_by_role("button", name="Merge them").click()
    expect(cleo.locator(".reach").first).to_contain_text("wanda+shop")
    cleo.get_by_role("button", name="Take the merge back").click()
    expect(cleo.locator(".reach").first).not_to_contain_text("wanda+shop")

    cleo.get_by_role("link", name="Erase").click()
    cleo.get_by_label("to confirm").fill("wanda weil")
    cleo.get_by_role("button", name="Erase for good").click()
    expect(cleo.get_by_text("Erased. The conversations are kept")).to_be_visible(timeout=20_000)
    cleo.goto("/customers/?q=wanda%40weil")
    expect(cleo.locator("#found")).to_contain_text("Nobody found")


def test_without_a_script_a_customer_is_changed_as_well(visit: Visit) -> None:
    page = visit("ben", java_script_enabled=False).new_page()
    page.goto("/customers/?q=lucie")
    page.locator("#found .who a").first.click()
    page.get_by_label("Change what is known").click()
    page.get_by_label("Plan").select_option("Free")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#facts")).to_contain_text("Free")
