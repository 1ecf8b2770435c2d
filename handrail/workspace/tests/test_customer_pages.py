"""The pages of customers and organisations: what they show, to whom, at what cost, what they change."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.portal.configuring import set_portal
from handrail.channels.portal.sharing import Shares, share
from handrail.core.remembered import forget_remembered
from handrail.customers import verbs
from handrail.customers.models import Customer, Note, Organisation
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]
SESSION_AND_USER = 2
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


def statements(client: Client, address: str) -> int:
    client.get(address)
    forget_remembered()
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len([one for one in seen.captured_queries if "SAVEPOINT" not in str(one["sql"])])


def page(customer: Customer) -> str:
    return reverse("customer", args=[customer.pk])


def test_everybody_with_a_mailbox_sees_the_customers_and_finn_sees_nobody(
    ask: Ask, dora: Customer, emil: Customer, ada: Agent, finn: Agent, as_agent: SignIn
) -> None:
    ask()
    seen = as_agent(ada).get(reverse("customers")).content.decode()
    assert "Dora" in seen
    assert "emil@brume.example" in seen
    client = as_agent(finn)
    for name in ("customers", "organisations", "imports", "attributes", "retention"):
        assert client.get(reverse(name)).status_code == 404
    for address in (page(dora), reverse("organisation", args=[dora.organisation_id])):
        assert client.get(address).status_code == 404


def test_the_history_shows_what_one_may_see_and_no_number_of_the_rest(
    ask: Ask, dora: Customer, billing: Mailbox, ada: Agent, ben: Agent, as_agent: SignIn
) -> None:
    ask(subject="White page")
    ask(subject="Secret invoice", mailbox=billing)
    seen = as_agent(ada).get(page(dora)).content.decode()
    assert "White page" in seen
    assert "Secret invoice" not in seen
    row = as_agent(ada).get(reverse("customers"), {"q": "dora"}).content.decode()
    assert '<td data-label="Conversations" class="num">1</td>' in row
    assert "Secret invoice" in as_agent(ben).get(page(dora)).content.decode()


def test_a_list_finds_by_name_address_and_organisation(
    dora: Customer, emil: Customer, ada: Agent, as_agent: SignIn
) -> None:
    client = as_agent(ada)
    for question, found, other in (
        ("dor", "Dora", "Emil"),
        ("BRUME.ex", "Emil", "Dora"),
        ("licht stu", "Dora", "Emil"),
    ):
        seen = client.get(reverse("customers"), {"q": question}, headers=PARTIAL).content.decode()
        assert f"<bdi>{found}</bdi>" in seen
        assert f"<bdi>{other}</bdi>" not in seen
    assert "Nobody found" in client.get(reverse("customers"), {"q": "100%_"}).content.decode()


def test_visitors_without_a_name_do_not_stand_before_everybody(
    ask: Ask, dora: Customer, ada: Agent, as_agent: SignIn
) -> None:
    ask()
    visitor, browser = Customer.objects.create(name=""), as_agent(ada)
    seen = browser.get(reverse("customers")).content.decode()
    assert page(dora) in seen
    assert page(visitor) not in seen
    verbs.add_address(visitor, value="vi@pier.example", by=ada.as_actor())
    seen = browser.get(reverse("customers")).content.decode()
    assert page(visitor) in seen  # called by the address, until a name is known
    assert visitor.name == "vi@pier.example"


def test_who_only_reads_is_not_asked_to_make_an_organisation(levi: Agent, as_agent: SignIn) -> None:
    browser, add = as_agent(levi), reverse("add_organisation")
    assert add not in browser.get(reverse("organisations")).content.decode()
    assert browser.get(add).status_code == 403


def test_somebody_is_made_before_they_write_and_written_to(
    dora: Customer, levi: Agent, ada: Agent, as_agent: SignIn
) -> None:
    browser, add = as_agent(ada), reverse("add_customer")
    assert add in browser.get(reverse("customers")).content.decode()
    assert add not in as_agent(levi).get(reverse("customers")).content.decode()
    assert as_agent(levi).get(add).status_code == 403
    assert browser.post(add, {"name": "", "email": ""}).status_code == 422
    assert browser.post(add, {"name": "Zoe", "email": "no address"}).status_code == 422
    known = browser.post(add, {"name": "Another", "email": "DORA@nordlicht.example"})
    assert known.headers["Location"] == page(dora)  # whose address it is, and called as before
    assert Customer.objects.get(pk=dora.pk).name == "Dora"
    made = browser.post(add, {"name": "Zoe", "email": "zoe@pier.example"}).headers["Location"]
    write = reverse("new") + "?to=zoe@pier.example"
    assert write.replace("@", "%40") in browser.get(made).content.decode().replace("@", "%40")
    assert write not in as_agent(levi).get(made).content.decode()
    assert 'value="zoe@pier.example"' in browser.get(write).content.decode()


def test_who_has_no_address_that_works_has_a_page_all_the_same(
    dora: Customer, ada: Agent, as_agent: SignIn
) -> None:
    browser, write = as_agent(ada), reverse("new") + "?to="
    visitor = browser.post(reverse("add_customer"), {"name": "Zoe", "email": ""}).headers["Location"]
    verbs.mark_bounced("dora@nordlicht.example", reason="no such user", at=timezone.now())
    for address in (visitor, page(dora)):
        seen = browser.get(address)
        assert seen.status_code == 200
        assert write not in seen.content.decode()


def test_a_long_list_is_paged_without_a_gap(ada: Agent, as_agent: SignIn) -> None:
    Customer.objects.bulk_create(Customer(name=f"Same {number // 30}") for number in range(120))
    client, address = as_agent(ada), reverse("customers")
    seen: set[str] = set()
    while address:
        text = client.get(address).content.decode()
        found = {part.split('"')[0] for part in text.split("/customers/")[1:] if part[0].isdigit()}
        assert not seen & found
        seen |= found
        address = (
            text.split('class="more" href="')[1].split('"')[0].replace("&amp;", "&")
            if 'class="more"' in text
            else ""
        )
    assert len(seen) == 120
    assert client.get(reverse("customers"), {"after": "nonsense"}).status_code == 404


def test_pages_cost_a_fixed_number_of_statements(
    ask: Ask, dora: Customer, cleo: Agent, as_agent: SignIn
) -> None:
    client = as_agent(cleo)
    organisation = reverse("organisation", args=[dora.organisation_id])

    def costs() -> list[int]:
        return [
            statements(client, address)
            for address in (reverse("customers"), page(dora), reverse("organisations"), organisation)
        ]

    few = costs()
    for number in range(30):
        ask(subject=f"Question {number}")
    for number in range(30):
        other = verbs.find_or_create(f"more{number}@nordlicht.example", f"More {number}")
        verbs.join_organisation(other, "Nordlicht Studio")
        verbs.write_note(dora, text=f"note {number}", by=cleo.as_actor())
        verbs.add_address(dora, value=f"dora{number}@nordlicht.example", by=cleo.as_actor())
    assert costs() == few, few
    assert few[0] <= SESSION_AND_USER + 3
    assert few[1] <= SESSION_AND_USER + 10
    assert few[2] <= SESSION_AND_USER + 2


def test_what_is_known_is_changed_in_its_place_and_logged(
    dora: Customer, cleo: Agent, ada: Agent, as_agent: SignIn
) -> None:
    verbs.define_attribute(of="customer", label="Plan", type="choice", choices=["Free", "Pro"], by=cleo)
    client, address = as_agent(ada), reverse("edit_customer", args=[dora.pk])
    assert "field_plan" in client.get(address).content.decode()
    told = {"name": "Dora N.", "organisation": "Nordlicht", "language": "de", "time_zone": "Europe/Berlin"}
    assert client.post(address, told | {"field_plan": "pro"}).status_code == 302
    dora.refresh_from_db()
    assert (dora.name, str(dora.organisation), dora.fields) == ("Dora N.", "Nordlicht", {"plan": "Pro"})
    seen = client.get(page(dora)).content.decode()
    assert "Nordlicht Studio</del>" in seen
    wrong = client.post(address, told | {"field_plan": "Gold"}, headers=PARTIAL)
    assert wrong.status_code == 422
    assert "is none of" in wrong.content.decode()


def test_addresses_identities_and_notes_come_and_go(
    dora: Customer, emil: Customer, ada: Agent, ben: Agent, as_agent: SignIn
) -> None:
    client = as_agent(ada)
    added = client.post(
        reverse("customer_addresses", args=[dora.pk]), {"add": "d@nord.example"}, headers=PARTIAL
    )
    assert "Not verified" in added.content.decode()
    taken = client.post(reverse("customer_addresses", args=[dora.pk]), {"add": "emil@brume.example"})
    assert taken.status_code == 422
    assert "known already" in taken.content.decode()
    client.post(reverse("customer_identities", args=[dora.pk]), {"kind": "account", "external_id": "4711"})
    assert dora.identities.get().external_id == "4711"
    client.post(reverse("customer_notes", args=[dora.pk]), {"text": "Likes <b>short</b> answers"})
    assert "Likes &lt;b&gt;short" in client.get(page(dora)).content.decode()
    note = dora.notes.get()
    as_agent(ben).post(reverse("customer_notes", args=[dora.pk]), {"take_off": note.pk})
    assert Note.objects.filter(pk=note.pk).exists()  # it is Ada's
    client.post(reverse("customer_notes", args=[dora.pk]), {"take_off": note.pk})
    assert not Note.objects.exists()


def test_the_panel_shows_attributes_and_notes_and_takes_one(
    ask: Ask, dora: Customer, cleo: Agent, ada: Agent, as_agent: SignIn
) -> None:
    conversation = ask()
    verbs.define_attribute(of="customer", label="Licence", type="text", by=cleo)
    verbs.change_customer(dora, by=ada.as_actor(), values={"licence": "L-77"})
    client, address = as_agent(ada), reverse("note_beside", args=[conversation.number])
    told = client.post(address, {"text": "Ask Ben first"}, headers=PARTIAL).content.decode()
    assert "Ask Ben first" in told
    seen = client.get(reverse("conversation", args=[conversation.number])).content.decode()
    assert "L-77" in seen
    assert "Ask Ben first" in seen
    assert page(dora) in seen
    assert client.post(address, {"text": " "}, headers=PARTIAL).status_code == 422


def test_an_organisation_takes_domains_but_no_freemail(
    dora: Customer, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    organisation = Organisation.objects.get()
    client = as_agent(cleo)
    domains = reverse("organisation_domains", args=[organisation.pk])
    assert client.post(domains, {"add": "gmail.com"}).status_code == 422
    assert client.post(domains, {"add": "@Nordlicht.example"}).status_code == 302
    assert verbs.find_or_create("new@nordlicht.example", "New").organisation is None
    edit = reverse("edit_organisation", args=[organisation.pk])
    client.post(edit, {"name": "Nordlicht Studio", "joins_by_domain": "on"})
    assert verbs.find_or_create("newer@nordlicht.example", "Newer").organisation == organisation
    as_agent(ada).post(edit, {"name": "Nordlicht"})  # an agent cannot switch it off, or on
    organisation.refresh_from_db()
    assert (organisation.name, organisation.joins_by_domain) == ("Nordlicht", True)
    assert as_agent(ada).post(reverse("remove_organisation", args=[organisation.pk])).status_code == 404
    assert client.post(reverse("remove_organisation", args=[organisation.pk])).status_code == 302
    dora.refresh_from_db()
    assert dora.organisation is None


def test_admins_define_attributes(cleo: Agent, as_agent: SignIn) -> None:
    client = as_agent(cleo)
    add = reverse("add_attribute")
    assert client.get(add).status_code == 200
    told = {"label": "Renews on", "of": "customer", "type": "date", "choices": ""}
    assert client.post(add, told).status_code == 302
    assert client.post(add, told).status_code == 422
    assert client.post(add, told | {"label": "Plan", "type": "choice"}).status_code == 422
    assert "renews_on" in client.get(reverse("attributes")).content.decode()
    from handrail.customers.models import Attribute

    one = reverse("attribute", args=[Attribute.objects.get().pk])
    assert client.post(one, {"label": "Renewal"}).status_code == 302
    assert client.post(one, {"take_off": "1"}).status_code == 302
    assert not Attribute.objects.exists()


@pytest.mark.parametrize("is_on", [True, False], ids=["on", "off, and on again later"])
def test_nobody_makes_a_way_into_the_portal_to_requests_that_they_do_not_see(
    is_on: bool,
    ask: Ask,
    dora: Customer,
    emil: Customer,
    support: Mailbox,
    billing: Mailbox,
    ada: Agent,
    ben: Agent,
    cleo: Agent,
    as_agent: SignIn,
) -> None:
    set_portal(is_on=is_on, name="Lamp", colour="#0b7a75", mailboxes=[support, billing])
    ask(subject="Secret invoice", mailbox=billing)
    assert dora.organisation
    share(dora.organisation, how=Shares.SEE, by=cleo)
    merge = reverse("merge_customer", args=[emil.pk])
    for address, told in (
        (reverse("customer_addresses", args=[dora.pk]), {"add": "ada@home.example", "kind": "email"}),
        (reverse("customer_identities", args=[dora.pk]), {"kind": "account", "external_id": "u-1"}),
        (reverse("edit_customer", args=[emil.pk]), {"name": "Emil", "organisation": str(dora.organisation)}),
        (merge, {"with": str(dora.pk)}),
    ):
        assert as_agent(ada).post(address, told).status_code == 422, address
    emil.refresh_from_db()
    assert (dora.addresses.count(), dora.identities.count(), emil.organisation) == (1, 0, None)
    phone = {"add": "+386 1 234", "kind": "phone"}
    assert as_agent(ada).post(reverse("customer_addresses", args=[dora.pk]), phone).status_code == 302
    hers = {"add": "dora@home.example", "kind": "email"}
    assert as_agent(ben).post(reverse("customer_addresses", args=[dora.pk]), hers).status_code == 302
