"""Whether mail from a domain is believed: by its DNS records, each with what to do."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from handrail.channels.email.connecting.domain_check import check_domain

SPF, DKIM, DMARC = "lamp.example", "hr._domainkey.lamp.example", "_dmarc.lamp.example"


def rsa_key(bits: int) -> str:
    public = generate_private_key(65537, bits).public_key()
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def states(records: dict[str, list[str]], domain: str = "lamp.example") -> dict[str, str]:
    found = check_domain(domain, lambda name: records.get(name, []), ["hr"])
    assert all(finding.says.endswith(".") for finding in found)
    return {finding.name: finding.state for finding in found}


def test_a_domain_in_order() -> None:
    records = {
        SPF: ["google-site-verification=x", "v=spf1 include:_spf.mail.example -all"],
        "_spf.mail.example": ["v=spf1 ip4:192.0.2.0/24 ~all"],
        DKIM: [f"v=DKIM1; k=rsa; p={rsa_key(2048)}"],
        DMARC: ["v=DMARC1; p=quarantine; rua=mailto:d@lamp.example"],
    }
    assert states(records) == {"SPF": "good", "DKIM": "good", "DMARC": "good"}
    assert (
        states(records | {f"hr._domainkey.help.{SPF}": records[DKIM]}, "help.lamp.example")["DMARC"] == "good"
    )


def test_a_domain_without_anything() -> None:
    assert states({}) == {"SPF": "missing", "DKIM": "missing", "DMARC": "missing"}
    found = check_domain("lamp.example", lambda _: [])
    assert [finding.state for finding in found] == ["missing", "unknown", "missing"]


@pytest.mark.parametrize(
    ("record", "state"),
    [
        ("v=spf1 mx +all", "weak"),
        ("v=spf1 mx", "weak"),
        ("v=spf1 redirect=_spf.mail.example", "good"),
        ("v=spf10 -all", "missing"),
        (f"v=spf1 {' '.join(f'include:s{number}.example' for number in range(11))} -all", "wrong"),
    ],
)
def test_senders(record: str, state: str) -> None:
    assert states({SPF: [record]})["SPF"] == state
    assert states({SPF: [record, record]})["SPF"] == ("missing" if state == "missing" else "wrong")


def test_an_endless_chain_of_senders_is_too_long() -> None:
    assert states({SPF: [f"v=spf1 include:{SPF} -all"]})["SPF"] == "wrong"


def test_keys() -> None:
    ed25519 = base64.b64encode(
        Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    ).decode()
    for record, state in {
        f"v=DKIM1; p={rsa_key(1024)}": "weak",
        f"v=DKIM1; t=y; p={rsa_key(2048)}": "weak",
        f"v=DKIM1; k=ed25519; p={ed25519}": "good",
        "v=DKIM1; p=": "wrong",
        "v=DKIM1; p=AAAA": "wrong",
        "v=DKIM1; p=***": "wrong",
        "something else": "missing",
    }.items():
        assert states({DKIM: [record]})["DKIM"] == state, record


def test_policies() -> None:
    for record, state in {
        "v=DMARC1; p=none": "weak",
        "v=DMARC1; p=reject": "good",
        "v=DMARC1; p=perhaps": "wrong",
        "v=DMARC1": "wrong",
    }.items():
        assert states({DMARC: [record]})["DMARC"] == state, record


@given(st.text(max_size=200))
def test_whatever_stands_there_is_judged(text: str) -> None:
    for begin in ("", "v=spf1 ", "v=DKIM1; p=", "v=DMARC1; p="):
        record = begin + text
        assert set(states({SPF: [record], DKIM: [record], DMARC: [record]})) == {"SPF", "DKIM", "DMARC"}
