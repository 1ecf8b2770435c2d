"""What one may have overlooked before sending: said once, and never in the way a second time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from django.utils.translation import gettext as _

from handrail.conversations.mentions import find_mentions
from handrail.conversations.queries.recipients import Person
from handrail.playbooks.variables import left_open

# Words by which people say that a file comes along: in English, French, Romanian, Russian, Slovenian, Arabic,
# German. They are looked for in what was written, so they stand here and not in the catalogues.
_ATTACHED = re.compile(
    r"\b(?:attached|attachments?|enclosed|ci-joint\w*|pi[eè]ces? jointes?|en annexe"
    r"|ata[sș]at\w*|ata[sș]ament\w*|anexat\w*|во вложени\w+|прикреп\w+|прилага\w+|вложенн\w+"
    r"|v prilogi|v priponki|priložen\w*|pripet\w*|im anhang|angehängt\w*|anbei|beigefügt\w*)\b"
    r"|مرفق|المرفقات|أرفقت",
    re.IGNORECASE,
)
# Where most people have their mail: a domain that is nearly one of these is taken for a slip of the finger.
_DOMAINS = (
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "live.com"),
    *("aol.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "orange.fr", "free.fr"),
    *("wanadoo.fr", "laposte.net", "mail.ru", "yandex.ru", "siol.net", "yahoo.ro", "yahoo.fr", "msn.com"),
)
_QUOTED = re.compile(r"^>.*$", re.MULTILINE)


def hint(text: str, people: Iterable[Person], *, has_files: bool) -> str:
    """A sentence about what may be wrong, with what to do; empty when nothing seems to be."""
    for person in people:
        if meant := meant_address(person["address"]):
            says = _("Did you mean %(meant)s instead of %(address)s? Change it, or press Send again.")
            return says % {"meant": meant, "address": person["address"]}
    if still := left_open(text):
        says = _("“%(name)s” still stands in it, and nothing is known for it: write it, or press Send again.")
        return says % {"name": still[0]}
    found = _ATTACHED.search(_QUOTED.sub("", text))
    if found and not has_files:
        says = _("You wrote “%(word)s”, but nothing is attached. Attach it, or press Send again.")
        return says % {"word": found[0]}
    return ""


def calls(text: str, colleagues: Mapping[int, str]) -> str:
    """A sentence when what is to leave the house calls a colleague, as notes do; empty when it does not."""
    found = find_mentions(_QUOTED.sub("", text), colleagues)
    if not found:
        return ""
    says = _("“@%(name)s” is one of you, and this leaves the house. Make it a note, or press Send again.")
    return says % {"name": colleagues[found[0]]}


def meant_address(address: str) -> str:
    """The address that was probably meant; empty when this one looks right."""
    local, _at, domain = address.rpartition("@")
    domain = domain.lower()
    if domain in _DOMAINS:
        return ""
    near = get_close_matches(domain, _DOMAINS, n=1, cutoff=0.88)
    return f"{local}@{near[0]}" if near else ""
