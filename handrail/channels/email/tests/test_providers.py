from __future__ import annotations

import pytest

from handrail.channels.email.connecting import providers
from handrail.channels.email.connecting.providers import by_mx, find_provider


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("a@gmail.com", "imap.gmail.com"),
        ("a@Outlook.com", "outlook.office365.com"),
        ("a@gmx.de", "imap.gmx.net"),
    ],
)
def test_known_domains_are_filled_in(address: str, host: str) -> None:
    found = find_provider(address)
    assert found is not None
    assert found.settings(address)["imap_host"] == host


@pytest.mark.parametrize(
    ("mx", "name"),
    [
        ("aspmx.l.google.com.", "Google"),
        ("lamp-example.mail.protection.outlook.com.", "Microsoft 365, Outlook.com"),
        ("in1-smtp.messagingengine.com.", "Fastmail"),
        ("smtpin.rzone.de.", "STRATO"),
        ("mx00.kundenserver.de.", "IONOS"),
        ("mx1.mail.ovh.net.", "OVHcloud"),
    ],
)
def test_own_domains_are_known_by_their_mx(mx: str, name: str) -> None:
    found = by_mx([mx])
    assert found is not None
    assert found.name == name


def test_an_ending_is_whole_names_only() -> None:
    assert by_mx(["mx.notgoogle.com"]) is None


def test_an_unknown_domain_gets_a_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "_mx", lambda domain: [])
    found = find_provider("help@lamp.example")
    assert found is not None
    told = found.settings("help@lamp.example")
    assert (told["imap_host"], told["smtp_port"], told["smtp_security"]) == (
        "imap.lamp.example",
        587,
        "starttls",
    )


@pytest.mark.parametrize("address", ["", "x", "a@b", "a b@c.d", "@c.de"])
def test_what_is_no_address_has_no_provider(address: str) -> None:
    assert find_provider(address) is None
