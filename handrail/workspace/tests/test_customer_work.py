"""Merging, erasing, files and retention at their addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import IncomingMail
from handrail.conversations import verbs as conversing
from handrail.conversations.models import Conversation, Message, RetentionRule
from handrail.conversations.retention import apply_rules, set_rule
from handrail.core import blobs
from handrail.core.audit import audit
from handrail.core.models import AuditEntry
from handrail.customers import verbs
from handrail.customers.erasing import run_erasure
from handrail.customers.importing.running import bring_in, check
from handrail.customers.models import Customer, Erasure, FileImport, Merge
from tests.cast import Ask

pytestmark = pytest.mark.django_db
SignIn = Callable[[Agent], Client]


def test_a_merge_is_seen_done_and_taken_back(
    ask: Ask, dora: Customer, emil: Customer, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    verbs.define_attribute(of="customer", label="Plan", type="text", by=cleo)
    for customer, plan in ((dora, "Pro"), (emil, "Free")):
        verbs.change_customer(customer, by=ada.as_actor(), values={"plan": plan})
    verbs.join_organisation(emil, "Brume")
    client, address = as_agent(ada), reverse("merge_customer", args=[dora.pk])
    assert "Nobody is like this" in client.get(address, {"q": "emil"}).content.decode()
    assert "has no verified address" in client.get(address, {"with": emil.pk}).content.decode()
    assert client.post(address, {"with": emil.pk}).status_code == 422
    for customer in (dora, emil):
        customer.addresses.update(verified_at=timezone.now())
    seen = client.get(address, {"with": emil.pk}).content.decode()
    assert "stays Pro, not Free" in seen
    assert "stays Nordlicht Studio, not Brume" in seen
    done = client.post(address, {"with": emil.pk})
    assert done.status_code == 302
    assert "Handrail-Undo" in done.headers
    gone = client.get(reverse("customer", args=[emil.pk]))
    assert gone.headers["Location"] == reverse("customer", args=[dora.pk])
    undo = reverse("unmerge", args=[dora.pk, Merge.objects.get().pk])
    assert client.post(undo).status_code == 302
    assert client.post(undo).status_code == 409
    assert client.get(reverse("customer", args=[emil.pk])).status_code == 200


def test_erasing_is_for_admins_who_type_the_name(
    ask: Ask, dora: Customer, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    ask("My secret")
    address = reverse("erase_customer", args=[dora.pk])
    assert as_agent(ada).get(address).status_code == 404
    assert as_agent(ada).post(address, {"typed": dora.name}).status_code == 404
    client = as_agent(cleo)
    assert "conversation loses its words" in client.get(address).content.decode()
    assert client.post(address, {"typed": "yes"}).status_code == 422
    assert not Erasure.objects.exists()
    assert client.post(address, {"typed": f" {dora.name.lower()} "}).status_code == 302
    assert "Erasing" in client.get(address).content.decode()
    run_erasure(Erasure.objects.get().pk)
    assert "Erased." in client.get(address).content.decode()
    assert client.get(reverse("customer", args=[dora.pk])).status_code == 200
    assert client.post(reverse("customer_notes", args=[dora.pk]), {"text": "x"}).status_code == 404
    assert "dora" not in str(AuditEntry.objects.get(action="customer erased").data).lower()


def test_a_lead_erases_nothing_that_they_do_not_see_and_an_owner_does(
    ask: Ask, dora: Customer, emil: Customer, billing: Mailbox, cleo: Agent, olga: Agent, as_agent: SignIn
) -> None:
    ask("In sight")
    address, told = reverse("erase_customer", args=[dora.pk]), {"typed": dora.name}
    client = as_agent(cleo)
    assert 'name="typed"' in client.get(address).content.decode()
    hidden = ask("My secret", mailbox=billing)
    billing.access.filter(agent=cleo).delete()
    named = {"text": "As dora@nordlicht.example says"}
    for change in (
        lambda: None,
        lambda: Conversation.objects.filter(pk=hidden.pk).update(mailbox=ask().mailbox, restricted=True),
        lambda: Conversation.objects.filter(pk=hidden.pk).update(customer=emil),
        lambda: Message.objects.filter(conversation=hidden).update(**named, sender={}),
    ):
        change()
        seen = client.get(address).content.decode()
        assert 'name="typed"' not in seen
        assert "facts-list" not in seen, "no counts of what is hidden"
        assert client.post(address, told).status_code == 403
    assert not Erasure.objects.exists()
    assert 'name="typed"' in as_agent(olga).get(address).content.decode()
    assert as_agent(olga).post(address, told).status_code == 302
    assert Erasure.objects.exists()


def test_a_word_that_was_entered_as_an_address_strikes_nothing(
    emil: Customer, billing: Mailbox, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    """Else whoever enters "x-mailer" or "mole" erases the source of every mail, and what the audit says."""
    for value in ("X-Mailer", "mole", "@lamp.example", "4711"):
        verbs.add_address(emil, value=value, kind="other", by=ada.as_actor())
    mail = IncomingMail.objects.create(
        mailbox=billing, raw=blobs.put(b"X-Mailer: Lamp\r\n\r\n."), source="imap"
    )
    audit(cleo, "access granted", to="Mole", mail="mole@lamp.example", number="4711")
    page = reverse("erase_customer", args=[emil.pk])
    assert as_agent(cleo).post(page, {"typed": emil.name}).status_code == 302
    run_erasure(Erasure.objects.get().pk)
    assert not emil.addresses.exists()
    assert IncomingMail.objects.filter(pk=mail.pk, raw=mail.raw_id).exists()
    told = {"to": "Mole", "mail": "mole@lamp.example", "number": "4711"}
    assert AuditEntry.objects.get(action="access granted", data__to="Mole").data == told


def test_a_file_goes_its_way_and_customers_come_out_again(
    dora: Customer, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    client, address = as_agent(cleo), reverse("imports")
    assert as_agent(ada).get(address).status_code == 404
    assert client.post(address, {"of": "customer"}).status_code == 422
    upload = SimpleUploadedFile("p.csv", "Nom;E-mail\nDöra;dora@nordlicht.example\n".encode("utf-16"))
    client.post(address, {"of": "customer", "file": upload})
    file = FileImport.objects.get()
    page = reverse("import", args=[file.pk])
    assert "utf-16" in client.get(page).content.decode()
    assert client.post(page, {"column": ["", ""]}).status_code == 422
    assert client.post(page, {"column": ["name", "address"]}).status_code == 302
    assert "Looking through" in client.get(page).content.decode()
    check(file.pk)
    assert "Döra" in client.get(page).content.decode()
    client.post(reverse("run_import", args=[file.pk]))
    bring_in(file.pk)
    assert "The file is forgotten" in client.get(page).content.decode()
    answer = client.post(reverse("export"), {"of": "customer"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Döra,dora@nordlicht.example" in text
    assert AuditEntry.objects.filter(action="exported").count() == 1
    assert as_agent(ada).post(reverse("export"), {"of": "customer"}).status_code == 404


def test_a_rule_shows_what_it_would_erase_before_it_is_on(
    ask: Ask, support: Mailbox, billing: Mailbox, ada: Agent, cleo: Agent, as_agent: SignIn
) -> None:
    old, fresh, open_one = ask("Old words"), ask("Fresh words"), ask("Open words")
    for conversation in (old, fresh):
        conversing.close(conversation, by=ada.as_actor())
    long_ago = timezone.now() - timedelta(days=400)
    Conversation.objects.filter(pk__in=[old.pk, open_one.pk]).update(last_activity_at=long_ago)
    client, address = as_agent(cleo), reverse("retention_rule", args=[support.pk])
    seen = client.post(address, {"closed_months": "12", "look": "1"}).content.decode()
    assert "1 closed conversations" in seen
    assert not RetentionRule.objects.exists()
    assert client.post(address, {"is_on": "on"}).status_code == 422
    assert client.post(address, {"closed_months": "12"}).status_code == 302
    assert apply_rules() == 0
    assert client.post(address, {"closed_months": "12", "is_on": "on"}).status_code == 302
    assert "12 months" in client.get(reverse("retention")).content.decode()
    assert apply_rules() == 1
    assert apply_rules() == 0
    texts = set(Message.objects.values_list("text", flat=True))
    assert texts == {"", "Fresh words", "Open words"}
    number = client.get(reverse("conversation", args=[old.number])).content.decode()
    assert "as long as the rule says" in number
    assert as_agent(ada).get(address).status_code == 404


def test_spam_goes_after_days_and_a_night_s_work_is_bounded(
    ask: Ask, support: Mailbox, cleo: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handrail.conversations import retention

    for number in range(3):
        ask(f"Spam {number}")
    week = timezone.now() - timedelta(days=8)
    Conversation.objects.update(place="spam", last_activity_at=week)
    set_rule(support, is_on=True, closed_months=None, spam_days=7, by=cleo)
    monkeypatch.setattr(retention, "MOST_A_NIGHT", 2)
    assert [apply_rules(), apply_rules(), apply_rules()] == [2, 1, 0]
