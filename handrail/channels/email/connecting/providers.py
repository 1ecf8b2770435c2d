# ruff: noqa: E501  a table reads better with long lines
"""What is known of mail providers: their servers, and in one sentence what is special about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.resolver
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PATIENCE = 1.5  # seconds for the MX records: a page waits for them
_APP = _("Turn on two-step sign-in in its security settings, make an app password there and enter it here.")


@dataclass(frozen=True)
class Provider:
    """A provider, recognised by an address's domain or by the names of its domain's MX servers."""

    name: str
    domains: str  # with spaces between
    mx: str  # endings of MX names, with spaces between
    imap: str  # host, or host:port when it is not 993 with TLS
    smtp: str  # host:port; 465 is TLS from the start, any other STARTTLS
    says: str | Promise
    kind: str = ""  # of the sign-in service it takes

    def settings(self, address: str) -> dict[str, Any]:
        """What a connection's form begins with."""
        imap_host, _colon, imap_port = self.imap.partition(":")
        smtp_host, _colon, smtp_port = self.smtp.partition(":")
        return {
            "imap_host": imap_host,
            "imap_port": int(imap_port or 993),
            "imap_security": "starttls" if imap_port else "ssl",
            "imap_user": address,
            "smtp_host": smtp_host,
            "smtp_port": int(smtp_port),
            "smtp_security": "ssl" if smtp_port == "465" else "starttls",
            "smtp_user": address,
        }


PROVIDERS = (
    Provider("Google", "gmail.com googlemail.com", "google.com googlemail.com",
             "imap.gmail.com", "smtp.gmail.com:465",
             _("Use a sign-in service, or turn on 2-step verification and enter an app password."), "google"),
    Provider("Microsoft 365, Outlook.com", "outlook.com hotmail.com live.com msn.com outlook.de hotmail.de outlook.fr hotmail.fr hotmail.co.uk",
             "protection.outlook.com olc.protection.outlook.com mx.microsoft",
             "outlook.office365.com", "smtp.office365.com:587",
             _("Microsoft takes no passwords here: choose a sign-in service. An admin must allow “Authenticated SMTP” for the mailbox."), "microsoft"),
    Provider("Yahoo", "yahoo.com yahoo.de yahoo.fr yahoo.co.uk yahoo.es yahoo.it ymail.com rocketmail.com aol.com", "yahoodns.net",
             "imap.mail.yahoo.com", "smtp.mail.yahoo.com:465", _APP),
    Provider("iCloud", "icloud.com me.com mac.com", "mail.icloud.com", "imap.mail.me.com", "smtp.mail.me.com:587", _APP),
    Provider("Fastmail", "fastmail.com fastmail.fm", "messagingengine.com", "imap.fastmail.com", "smtp.fastmail.com:465",
             _("Make an app password with access to mail under Privacy and security, and enter it here.")),
    Provider("GMX", "gmx.de gmx.net gmx.at gmx.ch gmx.com", "gmx.net", "imap.gmx.net", "mail.gmx.net:465",
             _("First allow POP3 and IMAP in its settings for e-mail; with two-step sign-in enter an app password.")),
    Provider("WEB.DE", "web.de", "web.de", "imap.web.de", "smtp.web.de:587",
             _("First allow POP3 and IMAP in its settings for e-mail; with two-step sign-in enter an app password.")),
    Provider("Zoho", "zoho.com zohomail.com zoho.eu zohomail.eu", "zoho.com zoho.eu zoho.in", "imap.zoho.com", "smtp.zoho.com:465",
             _("First switch IMAP on in its settings for the mail account. In Europe its servers end with .eu.")),
    Provider("Proton Mail Bridge", "proton.me protonmail.com pm.me protonmail.ch", "protonmail.ch", "127.0.0.1:1143", "127.0.0.1:1025",
             _("Run Proton Mail Bridge on the machine of Handrail; enter the user name and password that Bridge shows.")),
    Provider("Mail.ru", "mail.ru inbox.ru list.ru bk.ru internet.ru", "mxs.mail.ru mail.ru", "imap.mail.ru", "smtp.mail.ru:465",
             _("Make a password for external applications in its security settings and enter it here.")),
    Provider("Yandex", "yandex.ru yandex.com ya.ru", "mx.yandex.ru mx.yandex.net", "imap.yandex.com", "smtp.yandex.com:465",
             _("Allow mail programs with IMAP in its settings, make an app password and enter it here.")),
    Provider("Infomaniak", "ik.me ikmail.com etik.com", "infomaniak.ch", "mail.infomaniak.com", "mail.infomaniak.com:465",
             _("Make a device password for this mailbox in the manager and enter it here.")),
    Provider("IONOS", "online.de", "ionos.com ionos.de kundenserver.de 1and1.com perfora.net", "imap.ionos.com", "smtp.ionos.com:465",
             _("Enter the mailbox's own password, not the one of the contract. In Germany its servers end with .de.")),
    Provider("OVHcloud", "", "mail.ovh.net ovh.net", "ssl0.ovh.net", "ssl0.ovh.net:465",
             _("Enter the mailbox's whole address as the user name, and the mailbox's own password.")),
    Provider("STRATO", "", "rzone.de strato.de", "imap.strato.de", "smtp.strato.de:465",
             _("Enter the mailbox's own password, not the one of the customer login.")),
)  # fmt: skip


def find_provider(address: str) -> Provider | None:
    """Who hosts an address, by its domain or by its MX records; for an unknown one a guess of usual names."""
    domain = address.rpartition("@")[2].strip().lower().rstrip(".")
    if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", address):
        return None
    return _by_domain(domain) or by_mx(_mx(domain)) or _own_server(domain)


def by_mx(hosts: list[str]) -> Provider | None:
    """The provider to which one of these mail servers belongs."""
    for provider in PROVIDERS:
        endings = tuple(f".{ending}" for ending in provider.mx.split())
        if any(f".{host.lower().rstrip('.')}".endswith(endings) for host in hosts):
            return provider
    return None


def _by_domain(domain: str) -> Provider | None:
    return next((one for one in PROVIDERS if domain in one.domains.split()), None)


def _own_server(domain: str) -> Provider:
    says = _("We do not know this provider: these names are a guess. Its help pages tell the right ones.")
    return Provider(domain, "", "", f"imap.{domain}", f"smtp.{domain}:587", says)


def _mx(domain: str) -> list[str]:
    try:
        answer = dns.resolver.resolve(domain, "MX", lifetime=PATIENCE, search=False)
        return [str(row.exchange) for row in answer][:20]
    except (dns.exception.DNSException, OSError, UnicodeError):
        return []
