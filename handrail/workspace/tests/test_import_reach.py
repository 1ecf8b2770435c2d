"""A file, and an organisation, open nothing in the portal to a lead who does not see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from handrail.accounts.models import Agent, Mailbox
from handrail.accounts.verbs import grant_access
from handrail.channels.portal.configuring import set_portal
from handrail.channels.portal.sharing import Shares, share, shares_of
from handrail.customers import verbs
from handrail.customers.importing.running import bring_in, check, keep_file, start
from handrail.customers.models import Address, Customer, FileImport, Identity, ImportState, Organisation
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


@pytest.fixture
def lena(finn: Agent, support: Mailbox) -> Agent:
    """Finn, who was made a lead of "Lamp support" alone."""
    finn.role = "lead"
    finn.save()
    grant_access(support, to=finn)
    return finn


@pytest.fixture
def hidden(ask: Ask, dora: Customer, support: Mailbox, billing: Mailbox) -> Organisation:
    """Dora's, who asked something in a mailbox that Lena does not see; the portal shows both mailboxes."""
    set_portal(is_on=True, name="Lamp", colour="#0b7a75", mailboxes=[support, billing])
    ask(subject="Secret invoice", mailbox=billing)
    assert dora.organisation is not None
    return dora.organisation


def brought(text: str, of: str, columns: list[str], by: Agent) -> tuple[FileImport, FileImport]:
    """The file after its dry run, and after it was brought in."""
    file = keep_file(text.encode(), name="x.csv", of=of, by=by)
    FileImport.objects.filter(pk=file.pk).update(columns=columns, state=ImportState.CHECKING)
    check(file.pk)
    seen = FileImport.objects.get(pk=file.pk)
    start(seen, by=by)
    bring_in(file.pk)
    return seen, FileImport.objects.get(pk=file.pk)


CUSTOMERS = (
    "Mail,Id,Organisation\n"
    "dora@nordlicht.example,mole,\n"  # an id for Dora
    "emil@brume.example,e-1,\n"  # and one for Emil, who asked nothing that is hidden
    "mole@evil.example,,Nordlicht Studio\n"  # a colleague of Dora's
    "new@nordlicht.example,mole-2,\n"  # one by the domain, who signs in by an id
    "true@nordlicht.example,,\n"  # one by the domain, who is whoever reads mail there
)
COLUMNS = ["address", "identity", "organisation"]


def test_a_file_gives_no_key_to_what_its_sender_does_not_see(
    hidden: Organisation, dora: Customer, emil: Customer, lena: Agent, cleo: Agent
) -> None:
    share(hidden, how=Shares.SEE, by=cleo)
    verbs.add_domain(hidden, name="nordlicht.example", by=cleo.as_actor())
    verbs.change_organisation(hidden, by=cleo.as_actor(), joins_by_domain=True)
    dry, done = brought(CUSTOMERS, "customer", COLUMNS, lena)
    for file in (dry, done):
        assert [one["line"] for one in file.refused] == [2, 4, 5]
        assert all(one["reason"] for one in file.refused)
        assert (file.counts["refused"], file.counts["new"], file.counts["changed"]) == (3, 1, 1)
    assert list(Identity.objects.values_list("customer", "external_id")) == [(emil.pk, "e-1")]
    assert not Address.objects.filter(normalised="mole@evil.example").exists()
    _dry, of_a_colleague = brought(CUSTOMERS, "customer", COLUMNS, cleo)
    assert not of_a_colleague.refused
    assert Identity.objects.filter(customer=dora, external_id="mole").exists()


def test_without_sharing_an_organisation_opens_nothing(hidden: Organisation, lena: Agent) -> None:
    dry, done = brought(CUSTOMERS, "customer", COLUMNS, lena)
    assert [one["line"] for one in dry.refused] == [one["line"] for one in done.refused] == [2]
    assert hidden.customers.filter(addresses__normalised="mole@evil.example").exists()


def test_who_was_alone_does_not_join_those_who_would_read_what_is_hidden(
    hidden: Organisation, dora: Customer, emil: Customer, lena: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    verbs.leave_organisation(dora, by=cleo.as_actor())
    moles = verbs.create_organisation(name="Moles", by=lena.as_actor())
    share(moles, how=Shares.SEE, by=lena)
    dry, _done = brought(
        "Mail,Organisation\ndora@nordlicht.example,moles\n", "customer", ["address", "organisation"], lena
    )
    assert [one["line"] for one in dry.refused] == [2]
    told = {"name": "Dora", "organisation": "Moles"}
    edit = reverse("edit_customer", args=[dora.pk])
    assert as_agent(lena).post(edit, told).status_code == 422
    assert as_agent(cleo).post(edit, told).status_code == 302


def test_domains_of_an_organisation_that_shares_are_for_who_sees_its_requests(
    hidden: Organisation, lena: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    lenas, cleos = as_agent(lena), as_agent(cleo)
    sharing, domains, edit = (
        reverse(name, args=[hidden.pk])
        for name in ("share_requests", "organisation_domains", "edit_organisation")
    )
    refused = lenas.post(sharing, {"how": "see"})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.content.decode()
    assert shares_of(hidden.pk) == Shares.NOTHING
    assert cleos.post(sharing, {"how": "see"}).status_code == 302
    joins = {"name": hidden.name, "joins_by_domain": "on"}
    for address, told in ((domains, {"add": "mole.example"}), (edit, joins)):
        assert lenas.post(address, told).status_code == 422
    row = f"Name,Domain\n{hidden.name},mole.example\nMoles,evil.example\n"
    dry, _done = brought(row, "organisation", ["name", "domain"], lena)
    assert [one["line"] for one in dry.refused] == [2]
    for address, told in ((domains, {"add": "mole.example"}), (edit, joins)):
        assert cleos.post(address, told).status_code == 302
    assert lenas.post(sharing, {"how": "nothing"}).status_code == 302


def test_a_colleague_of_whoever_asked_gets_no_address_of_a_stranger(
    hidden: Organisation, emil: Customer, lena: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    share(hidden, how=Shares.SEE, by=cleo)
    verbs.join_organisation(emil, hidden.name)
    address, told = reverse("customer_addresses", args=[emil.pk]), {"add": "m@evil.example", "kind": "email"}
    assert as_agent(lena).post(address, told).status_code == 422
    assert as_agent(cleo).post(address, told).status_code == 302


def test_whoever_says_what_the_columns_are_answers_for_the_file(
    hidden: Organisation, lena: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    """Cleo's file has ids of another program, which are no identities: Lena says that they are."""
    file = keep_file(b"Mail,Their row\ndora@nordlicht.example,mole\n", name="x.csv", of="customer", by=cleo)
    told = {"column": ["address", "identity"]}
    assert as_agent(lena).post(reverse("import", args=[file.pk]), told).status_code == 302
    check(file.pk)
    assert [one["line"] for one in FileImport.objects.get().refused] == [2]
    assert as_agent(lena).post(reverse("run_import", args=[file.pk])).status_code == 302
    bring_in(file.pk)
    assert not Identity.objects.exists()
    assert FileImport.objects.get().by == lena.name


def test_who_has_left_opens_nothing(hidden: Organisation, cleo: Agent, lena: Agent) -> None:
    file = keep_file(b"Mail,Id\ndora@nordlicht.example,d-1\n", name="x.csv", of="customer", by=cleo)
    FileImport.objects.filter(pk=file.pk).update(
        columns=["address", "identity"], state=ImportState.RUNNING, agent=cleo.pk
    )
    cleo.is_active = False
    cleo.save()
    bring_in(file.pk)
    assert [one["line"] for one in FileImport.objects.get().refused] == [2]
