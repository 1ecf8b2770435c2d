"""Whether other servers will believe mail from a domain: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489);
and whether anybody can write to it: MX (RFC 5321 §5.1).

Nothing here asks the network: who calls gives the DNS answers.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.translation import gettext as _

Texts = Callable[[str], Sequence[str]]  # the TXT records of a name; nothing when there are none
State = Literal["good", "weak", "missing", "wrong", "unknown"]
MOST_LOOKUPS = 10  # RFC 7208 §4.6.4: with more, SPF fails for every mail
WEAK_KEY = 1024  # bits; RFC 8301 wants 2,048
_DEEPEST = 10
_ASKS = re.compile(r"^[+?~-]?(?:include:|a\b|mx\b|ptr\b|exists:)|^redirect=", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """One of the four, how it stands, and in a sentence what to do; `record` is what was found.

    `place` is the name at which `advice`, an exact TXT record, is to be published; both empty where nobody
    but the domain's mail server knows it.
    """

    name: str
    state: State
    says: str
    record: str = ""
    place: str = ""
    advice: str = ""


def check_mx(domain: str, hosts: Sequence[str]) -> Finding:
    """Whether mail to the domain, and so every answer, finds a server; `hosts` are its MX servers."""
    if not hosts:
        says = _(
            "No server takes mail for this domain: publish the MX record that your mail server gives you."
        )
        return Finding("MX", "missing", says)
    if "" in hosts:
        return Finding("MX", "wrong", _("The domain says that it takes no mail: remove the empty MX record."))
    return Finding("MX", "good", _("Mail to this domain finds a server."), ", ".join(hosts))


def check_domain(domain: str, texts: Texts, selectors: Sequence[str] = ()) -> list[Finding]:
    """What a receiving server finds; `selectors` are the names under which DKIM keys are published."""
    return [_spf(domain, texts), *_dkim(domain, texts, selectors), _dmarc(domain, texts)]


def _spf(domain: str, texts: Texts) -> Finding:
    records = _records(texts(domain), "v=spf1")
    if not records:
        return Finding(
            "SPF",
            "missing",
            _("Publish which servers send for this domain: a TXT record that begins with v=spf1."),
        )
    record = records[0]
    if len(records) > 1:
        return Finding(
            "SPF", "wrong", _("There is more than one SPF record, so none counts: join them."), record
        )
    lookups = _lookups(record, texts)
    if lookups > MOST_LOOKUPS:
        says = _(
            "It needs %(lookups)d further DNS questions; with more than %(most)d it fails for every mail."
        )
        return Finding("SPF", "wrong", says % {"lookups": lookups, "most": MOST_LOOKUPS}, record)
    end = record.split()[-1].lower()
    if end in ("all", "+all", "?all"):
        return Finding(
            "SPF",
            "weak",
            _("It lets every server send for this domain: let it end with ~all or -all."),
            record,
        )
    if not end.endswith("all") and "redirect=" not in record:
        return Finding(
            "SPF",
            "weak",
            _("It does not say what holds for other servers: let it end with ~all or -all."),
            record,
        )
    return Finding("SPF", "good", _("Other servers know which servers send for this domain."), record)


def _lookups(record: str, texts: Texts, depth: int = 0) -> int:
    """The DNS questions a record costs; counted no further than what is too many anyway."""
    count = 0
    for term in record.split()[1:]:
        count += bool(_ASKS.match(term))
        inner = re.match(r"^[+?~-]?include:(\S+)$|^redirect=(\S+)$", term, re.IGNORECASE)
        if inner and depth < _DEEPEST and count <= MOST_LOOKUPS:
            count += sum(
                _lookups(one, texts, depth + 1) for one in _records(texts(inner[1] or inner[2]), "v=spf1")[:1]
            )
    return count


def _dkim(domain: str, texts: Texts, selectors: Sequence[str]) -> Iterator[Finding]:
    if not selectors:
        says = _(
            "It is not known under which name (selector) your mail server publishes its key. Test the "
            "mailbox: the mail that comes back may tell it. Or write the name below."
        )
        yield Finding("DKIM", "unknown", says)
    for selector in selectors:
        yield _dkim_key(f"{selector}._domainkey.{domain}", texts)


def _dkim_key(place: str, texts: Texts) -> Finding:
    record = next((text for text in texts(place) if "p" in _tags(text)), "")
    if not record:
        return Finding(
            "DKIM",
            "missing",
            _("There is no key at %(place)s: publish what your mail server gives you.") % {"place": place},
        )
    tags = _tags(record)
    if not tags["p"]:
        return Finding("DKIM", "wrong", _("The key at %(place)s is revoked.") % {"place": place}, record)
    bits = _bits(tags["p"], tags.get("k", "rsa"))
    if bits is None:
        return Finding(
            "DKIM",
            "wrong",
            _("The key at %(place)s cannot be read: publish it again.") % {"place": place},
            record,
        )
    if bits <= WEAK_KEY:
        says = _("The key at %(place)s has %(bits)d bits: change to one of 2,048.") % {
            "place": place,
            "bits": bits,
        }
        return Finding("DKIM", "weak", says, record)
    if "y" in tags.get("t", "").split(":"):
        return Finding(
            "DKIM",
            "weak",
            _("The key at %(place)s says that it is a test (t=y): remove that.") % {"place": place},
            record,
        )
    return Finding("DKIM", "good", _("The key at %(place)s is in order.") % {"place": place}, record)


def _bits(text: str, kind: str) -> int | None:
    try:
        raw = base64.b64decode(re.sub(r"\s+", "", text), validate=True)
        if kind == "ed25519":  # RFC 8463 §4.2: the bare key
            Ed25519PublicKey.from_public_bytes(raw)
            return 3072  # as strong as an RSA key of that size
        key = load_der_public_key(raw)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    return key.key_size if isinstance(key, RSAPublicKey) else None


def _dmarc(domain: str, texts: Texts) -> Finding:
    records = _records(texts(f"_dmarc.{domain}"), "v=dmarc1")
    if not records and domain.count(".") > 1:  # RFC 7489 §6.6.3: a parent may speak for it
        records = _records(texts(f"_dmarc.{'.'.join(domain.split('.')[-2:])}"), "v=dmarc1")
    if not records:
        return Finding(
            "DMARC",
            "missing",
            _("Publish a TXT record at _dmarc.%(domain)s; large providers ask for one.") % {"domain": domain},
        )
    record = records[0]
    policy = _tags(record).get("p", "").lower()
    if len(records) > 1 or policy not in {"none", "quarantine", "reject"}:
        return Finding(
            "DMARC",
            "wrong",
            _("The DMARC record cannot be used: it needs one p= of none, quarantine or reject."),
            record,
        )
    if policy == "none":
        return Finding(
            "DMARC",
            "weak",
            _("It only watches (p=none): when all reports are in order, ask for p=quarantine."),
            record,
        )
    return Finding(
        "DMARC", "good", _("Other servers know what to do with mail that only claims to be yours."), record
    )


def _records(texts: Sequence[str], version: str) -> list[str]:
    begin = re.compile(rf"^{re.escape(version)}(?:[\s;]|$)", re.IGNORECASE)
    return [text.strip() for text in texts if begin.match(text.strip())]


def _tags(record: str) -> dict[str, str]:
    """A tag list (RFC 6376 §3.2)."""
    pairs = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _sign, value in pairs}
