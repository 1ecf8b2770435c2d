"""The domain of a mailbox: a job asks the DNS, a page tells what to publish, Health names what fails."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.connecting import dns_answers
from handrail.channels.email.connecting.domain_check import check_mx
from handrail.channels.email.connecting.domain_state import (
    Failing,
    ask_old_ones_again,
    check,
    failing,
    look,
)
from handrail.channels.email.models import Connection, DomainCheck
from handrail.channels.email.tests.test_domain_check import rsa_key
from handrail.ops.doctor.mail import domains
from tests.dns_servers import Records, running_dns
from tests.work import empty_queue, work_until_empty

SignIn = Callable[[Agent], Client]
GOOD: dict[str, list[str]] = {
    "lamp.example": ["v=spf1 include:_spf.google.com ~all"],
    "google._domainkey.lamp.example": [f"v=DKIM1; k=rsa; p={rsa_key(2048)}"],
    "_dmarc.lamp.example": ["v=DMARC1; p=quarantine"],
}


@pytest.fixture
def sending(support: Mailbox) -> Mailbox:
    Connection.objects.create(mailbox=support, smtp_host="smtp.gmail.com")
    return support


@pytest.fixture
def dns_says(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The TXT records that there are; with an MX."""
    records: dict[str, list[str]] = {}
    monkeypatch.setattr(dns_answers, "txt_records", lambda name: records.get(name, []))
    monkeypatch.setattr(dns_answers, "mx_records", lambda name: ["mx.lamp.example"])
    return records


def states(mailbox: Mailbox) -> dict[str, tuple[str, str, str]]:
    return {one.name: (one.state, one.place, one.advice) for one in look(mailbox, [])}


@pytest.mark.django_db
def test_what_is_missing_comes_with_the_record_to_publish(
    sending: Mailbox, dns_says: dict[str, list[str]]
) -> None:
    assert states(sending) == {
        "SPF": ("missing", "lamp.example", "v=spf1 include:_spf.google.com ~all"),
        "DKIM": ("unknown", "", ""),
        "DMARC": ("missing", "_dmarc.lamp.example", "v=DMARC1; p=none; rua=mailto:postmaster@lamp.example"),
        "MX": ("good", "", ""),
    }
    Connection.objects.update(smtp_host="mail.lamp.example")
    assert states(sending)["SPF"][2] == "v=spf1 a:mail.lamp.example ~all"
    Connection.objects.update(smtp_host="127.0.0.1")
    assert states(sending)["SPF"][2] == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "found", "advice"),
    [
        ("SPF", "v=spf1 mx +all", "v=spf1 mx ~all"),
        ("SPF", "v=spf1 ip4:192.0.2.7", "v=spf1 ip4:192.0.2.7 ~all"),
        (
            "DMARC",
            "v=DMARC1; p=none; rua=mailto:d@x.example",
            "v=DMARC1; p=quarantine; rua=mailto:d@x.example",
        ),
    ],
)
def test_what_is_weak_comes_with_a_better_record(
    sending: Mailbox, dns_says: dict[str, list[str]], name: str, found: str, advice: str
) -> None:
    dns_says.update(GOOD | {"_dmarc.lamp.example" if name == "DMARC" else "lamp.example": [found]})
    assert states(sending)[name][::2] == ("weak", advice)
    dns_says["_dmarc.lamp.example" if name == "DMARC" else "lamp.example"] = [advice]
    assert states(sending)[name][0] == "good"


@pytest.mark.django_db
def test_usual_names_of_keys_are_tried(sending: Mailbox, dns_says: dict[str, list[str]]) -> None:
    dns_says.update(GOOD)
    assert {state for state, _place, _advice in states(sending).values()} == {"good"}
    key = f"v=DKIM1; t=y; p={rsa_key(2048)}"
    dns_says["google._domainkey.lamp.example"] = [key]
    assert states(sending)["DKIM"] == ("weak", "", key.replace("t=y; ", ""))


def test_who_takes_no_mail_hears_no_answers() -> None:
    assert check_mx("lamp.example", []).state == "missing"
    assert check_mx("lamp.example", [""]).state == "wrong"
    assert check_mx("lamp.example", ["mx.lamp.example"]).record == "mx.lamp.example"


@pytest.mark.django_db(transaction=True)
def test_a_job_asks_a_real_server_and_the_page_shows_it(
    sending: Mailbox, cleo: Agent, as_agent: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = rsa_key(2048)
    records: Records = {
        ("lamp.example", "MX"): ["20 mx2.lamp.example.", "10 mx1.lamp.example."],
        ("lamp.example", "TXT"): ['"v=spf1 include:_spf" ".google.com -all"'],
        ("hr._domainkey.lamp.example", "TXT"): [f'"v=DKIM1; k=rsa; p={key[:200]}" "{key[200:]}"'],
    }
    empty_queue()
    client, address = as_agent(cleo), reverse("domain", args=[sending.pk])
    assert "Nobody has looked at it yet" in client.get(address).content.decode()
    assert (
        reverse("domain", args=[sending.pk])
        in client.get(reverse("mailbox", args=[sending.pk])).content.decode()
    )
    with running_dns(records) as resolver:
        monkeypatch.setattr(dns_answers, "resolver", lambda: resolver)
        assert client.post(address, {"selectors": "HR"}).status_code == 302
        waiting = client.get(address).content.decode()
        assert "The domain is being looked at" in waiting
        assert "every 2s" in waiting
        work_until_empty()
    page = client.get(address).content.decode()
    assert "mx1.lamp.example, mx2.lamp.example" in page
    assert "include:_spf.google.com -all" in page
    assert "_dmarc.lamp.example" in page
    assert "v=DMARC1; p=none" in page
    assert page.count("In order") == 3
    assert 'value="hr"' in page
    assert "every 2s" not in page


@pytest.mark.django_db(transaction=True)
def test_what_a_zone_says_out_of_malice_is_kept_short_and_breaks_nothing(
    sending: Mailbox, cleo: Agent, as_agent: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = " ".join(f'"{"x" * 250}"' for _ in range(60))
    records: Records = {
        ("lamp.example", "MX"): ["10 mx1.lamp.example."],
        ("lamp.example", "TXT"): [f'"v=spf1 \\000<script>alert(1)</script> " {long}'],
        ("_dmarc.lamp.example", "TXT"): ['"v=DMARC1; p=none; \\000\\255"'],
    }
    DomainCheck.objects.create(mailbox=sending, selectors=["a..b", "x" * 63, "-"])
    with running_dns(records) as resolver:
        monkeypatch.setattr(dns_answers, "resolver", lambda: resolver)
        check(sending.pk)
    row = DomainCheck.objects.get()
    assert row.checked_at
    assert len(str(row.findings)) < 30_000
    page = as_agent(cleo).get(reverse("domain", args=[sending.pk])).content.decode()
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_silence_is_no_missing_record(
    sending: Mailbox, monkeypatch: pytest.MonkeyPatch, dns_says: dict[str, list[str]]
) -> None:
    dns_says.update(GOOD)
    DomainCheck.objects.create(mailbox=sending)
    check(sending.pk)
    known = DomainCheck.objects.get()

    def silent(name: str) -> list[str]:
        raise dns_answers.DnsSilent(name)

    monkeypatch.setattr(dns_answers, "txt_records", silent)
    check(sending.pk)
    now = DomainCheck.objects.get()
    assert (now.findings, now.checked_at) == (known.findings, known.checked_at)
    assert "did not answer" in now.problem


@pytest.mark.django_db
def test_health_names_a_domain_that_fails(sending: Mailbox, dns_says: dict[str, list[str]]) -> None:
    assert domains().is_well
    DomainCheck.objects.create(mailbox=sending)
    check(sending.pk)
    assert failing() == [Failing("lamp.example", "SPF, DMARC", sending.pk)]
    assert "lamp.example: SPF, DMARC" in domains().says
    dns_says.update(GOOD)
    check(sending.pk)
    assert domains().is_well
    DomainCheck.objects.update(checked_at=timezone.now() - timedelta(days=8))
    assert [ask_old_ones_again(), ask_old_ones_again()] == [1, 0]


@pytest.mark.django_db
def test_a_providers_own_domain_is_not_ours_to_mend(
    sending: Mailbox, dns_says: dict[str, list[str]], cleo: Agent, as_agent: SignIn
) -> None:
    Mailbox.objects.filter(pk=sending.pk).update(address="lamp@gmail.com")
    DomainCheck.objects.create(mailbox=sending)
    check(sending.pk)
    assert failing() == []
    page = as_agent(cleo).get(reverse("domain", args=[sending.pk])).content.decode()
    assert "own domain" in page
    assert "<textarea" not in page


@pytest.mark.django_db
def test_odd_selectors_are_refused_in_words(sending: Mailbox, cleo: Agent, as_agent: SignIn) -> None:
    for odd in ("a b c d e f g h i j k", "-x", "ä", "a/b"):
        answer = as_agent(cleo).post(reverse("domain", args=[sending.pk]), {"selectors": odd})
        assert answer.status_code == 422
        assert "Write up to ten names" in answer.content.decode()
    assert not DomainCheck.objects.exists()


@pytest.mark.django_db
def test_strangers_see_no_domain(sending: Mailbox, ada: Agent, finn: Agent, as_agent: SignIn) -> None:
    address = reverse("domain", args=[sending.pk])
    finn.role = "lead"
    finn.save()
    for stranger in (ada, finn):
        assert as_agent(stranger).get(address).status_code == 404
        assert as_agent(stranger).post(address).status_code == 404
    assert not DomainCheck.objects.exists()
