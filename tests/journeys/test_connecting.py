"""An owner connects a mailbox with OAuth: the test passes, mail arrives, and what is taken back is said."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from handrail.channels.email.tests.material import mail
from tests.journeys.house import House
from tests.journeys.watching import Watch
from tests.oauth_servers import running_oauth_imap, running_oauth_smtp
from tests.servers import ImapServer, SmtpServer

ADDRESS = "lamps@lamp.example"


def test_a_mailbox_is_connected_with_oauth(olga: Page, house: House, watch: Watch) -> None:
    watch.forgive(re.escape(house.oauth.authorize_url))  # the provider's own page
    with running_oauth_imap(house.oauth) as (imap, inner), running_oauth_smtp(house.oauth, inner) as smtp:
        _add_service(olga, house)
        _add_mailbox(olga, imap, smtp)
        expect(olga.get_by_text("Press “Connect” to sign in at the provider.")).to_be_visible()
        olga.get_by_role("link", name="Connect", exact=True).click()
        expect(olga.get_by_text("It works: the mail went out and came in.")).to_be_visible(timeout=20_000)

        inner.append(mail("Does it burn at night?", Subject="A lamp by OAuth"))
        olga.goto("/inbox/all/?order=newest")
        expect(olga.locator("#rows")).to_contain_text("A lamp by OAuth", timeout=20_000)
        expect(olga.locator("#rows")).not_to_contain_text("Handrail tests this mailbox")

        house.oauth.revoke()
        _open(olga)
        olga.get_by_role("button", name="Test connection").click()
        expect(olga.locator("#trial")).to_contain_text("Failed", timeout=30_000)
        expect(olga.locator("#trial")).to_contain_text("Connect again")
        olga.get_by_role("link", name="Connect again").click()
        expect(olga.get_by_text("It works: the mail went out and came in.")).to_be_visible(timeout=20_000)
        house.command("mailbox", "pause", ADDRESS)


def _add_service(page: Page, house: House) -> None:
    page.goto("/settings/mailboxes/")
    page.get_by_role("link", name="Sign-in services").click()
    page.get_by_role("link", name="Add a service").click()
    page.get_by_label("Provider", exact=True).select_option("other")
    page.get_by_label("Name", exact=True).fill("Lamp login")
    page.get_by_label("Client id").fill(house.oauth.client_id)
    page.get_by_label("Client secret").fill(house.oauth.client_secret)
    page.locator("[name=authorize_url]").fill(house.oauth.authorize_url)
    page.locator("[name=token_url]").fill(house.oauth.token_url)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="Lamp login")).to_be_visible()


def _add_mailbox(page: Page, imap: ImapServer, smtp: SmtpServer) -> None:
    page.goto("/settings/mailboxes/add/")
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.keyboard.press("Enter")
    expect(page.locator("[name=imap_secret]")).to_be_visible()
    page.get_by_label("How it signs in").select_option(label="Lamp login")
    for secret in ("imap_secret", "smtp_secret"):
        expect(page.locator(f"[name={secret}]")).to_be_hidden()
    for name, server in (("imap", imap), ("smtp", smtp)):
        page.locator(f"[name={name}_host]").fill(server.host)
        page.locator(f"[name={name}_port]").fill(str(server.port))
        page.locator(f"[name={name}_security]").select_option("none")
    page.get_by_role("button", name="Save and try").click()


def _open(page: Page) -> None:
    page.goto("/settings/mailboxes/")
    page.get_by_role("row").filter(has_text=ADDRESS).get_by_role("link").first.click()


def test_each_way_asks_only_for_what_it_needs(olga: Page, watch: Watch) -> None:
    watch.forgive("status of 422")
    olga.goto("/settings/mailboxes/add/?address=shop@lamp.example")
    expect(olga.get_by_label("Fetched from its server (IMAP)")).to_be_checked()
    expect(olga.locator("[name=esp]")).to_be_hidden()
    olga.get_by_label("Passed on by an e-mail service").check()
    expect(olga.locator("[name=imap_host]")).to_be_hidden()
    expect(olga.locator("[name=smtp_host]")).to_be_visible()
    olga.get_by_label("By an e-mail service", exact=False).last.check()
    expect(olga.locator("[name=smtp_host]")).to_be_hidden()
    olga.get_by_label("E-mail service", exact=True).select_option("mailgun")
    expect(olga.get_by_label("HTTP webhook signing key")).to_be_visible()
    expect(olga.get_by_label("Server API token")).to_be_hidden()
    olga.get_by_label("E-mail service", exact=True).select_option("postmark")
    expect(olga.get_by_label("Server API token")).to_be_visible()
    olga.get_by_role("button", name="Save and try").click()
    expect(olga.get_by_text("This is needed.")).to_be_visible()
    olga.get_by_label("Delivered to Handrail by your own mail server").check()
    expect(olga.get_by_text("HANDRAIL_MAIL_DROP=lmtp:127.0.0.1:2424")).to_be_visible()
