"""Comments become conversations; customers read what is for them; a site answers at its own domain."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.test import Client

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.form.models import Form
from handrail.channels.portal.configuring import set_portal
from handrail.channels.portal.models import Portal
from handrail.channels.portal.signing_in import begin_visit
from handrail.channels.portal.views.door import READER_COOKIE, READER_PATH, signed_in
from handrail.conversations.models import Conversation, Place
from handrail.core.remembered import forget_remembered
from handrail.customers.models import Customer, Organisation
from handrail.helpcenter.models import ReadBefore, Site, Visibility
from handrail.helpcenter.sites import the_site
from handrail.helpcenter.verbs import Words, create_article, publish

SignIn = Callable[[Agent], Client]
HOST = "help.lamp.example"


def _write(title: str, **facts: Any) -> int:
    words = Words(title=title, body=f"All about {title}.")
    made = create_article(the_site(), language="en", words=words, by=None, **facts)
    assert made.latest is not None
    publish(made.latest, by=None)
    return made.article_id


def test_a_comment_is_a_conversation_and_a_robot_s_is_spam(support: Mailbox, client: Client) -> None:
    article = _write("White page")
    path, told = "/help/en/white-page/", {"words": "Step 2 fails.", "email": "dora@nordlicht.example"}
    assert "Comment on this article" in client.get(path).content.decode()
    once = {"once": str(uuid.uuid4())}
    for _twice in range(2):
        sent = client.post(f"{path}comment/", told | once)
        assert sent["Location"] == f"{path}?commented=1#comment"
    made = Conversation.objects.get()
    assert (made.channel, made.mailbox, made.subject) == ("article", support, "White page")
    assert made.customer.addresses.get().value == "dora@nordlicht.example"
    assert list(ReadBefore.objects.values_list("article", "conversation")) == [(article, made.pk)]
    refused = client.post(f"{path}comment/", told | {"email": "nobody"})
    assert refused.status_code == 422
    assert "Step 2 fails." in refused.content.decode()
    client.post(f"{path}comment/", told | {"website": "http://robot"})
    assert Conversation.objects.latest("pk").place == Place.SPAM
    assert client.post("/help/en/never-there/comment/", told).status_code == 404


def test_customers_read_what_is_for_them_alone(support: Mailbox, dora: Customer, client: Client) -> None:
    portal: Portal = set_portal(is_on=True, name="Lamp", colour="", mailboxes=[support])
    nordlicht = Organisation.objects.create(name="Nordlicht AG", fields={"plan": "Gold"})
    _write("For customers", visibility=Visibility.CUSTOMERS)
    _write("For gold", visibility=Visibility.CUSTOMERS, plans=["gold"])
    _write("Ours", visibility=Visibility.INTERNAL)
    page = client.get("/help/en/for-customers/")
    assert page.status_code == 404
    assert 'href="/portal/sign-in/?next=' in page.content.decode()
    address = dora.addresses.get().normalised
    token = begin_visit(dora, address=address)
    given = signed_in(token).cookies[READER_COOKIE]
    assert (given["path"], given["httponly"], given["samesite"]) == (READER_PATH, True, "Lax")
    client.cookies[READER_COOKIE] = token
    assert client.get("/help/en/for-customers/")["Cache-Control"] == "private, no-store"
    assert client.get("/help/en/for-gold/").status_code == 404
    Customer.objects.filter(pk=dora.pk).update(organisation=nordlicht)
    assert client.get("/help/en/for-gold/").status_code == 200
    assert client.get("/help/en/ours/").status_code == 404
    assert "for-customers" not in client.get("/help/sitemap.xml").content.decode()
    Portal.objects.filter(pk=portal.pk).update(is_on=False)
    assert client.get("/help/en/for-customers/").status_code == 404


def test_a_site_answers_at_its_own_domain_and_nothing_else_does(
    support: Mailbox, client: Client, as_agent: SignIn, ada: Agent
) -> None:
    Form.objects.create(slug="contact", name="Contact", mailbox=support, languages=["en"])

    def there(path: str, browser: Client = client) -> Any:
        return browser.get(path, headers={"Host": HOST})

    forget_remembered()
    assert there("/help/").status_code == 400
    Site.objects.create(name="Lamp & Co.", host=HOST, languages=["en"])
    forget_remembered()
    assert there("/")["Location"] == "/help/"
    home = there("/help/en/").content.decode()
    assert f'<link rel="canonical" href="https://{HOST}/help/en/">' in home
    assert f"Sitemap: https://{HOST}/help/sitemap.xml" in there("/robots.txt").content.decode()
    assert there("/forms/contact/").status_code == 200
    assert there("/help/ask/?lang=en")["Location"] == "/forms/contact/?lang=en"
    for path in ("/accounts/login/", "/settings/", "/conversations/1/", "/metrics"):
        assert there(path, as_agent(ada)).status_code == 404, path
    assert client.get("/help/en/", headers={"Host": "other.example"}).status_code == 400
