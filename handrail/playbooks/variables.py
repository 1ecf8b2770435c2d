"""The variables of saved replies: `{{customer.first_name|there}}`. Pure: text in, text out.

A placeholder is two braces, a name, perhaps a bar and what to say when there is no value, two braces. The
same grammar holds in HTML and in plain text; only there what is filled in is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

VARIABLES = {
    "customer.first_name": gettext_lazy("The customer's first name"),
    "customer.name": gettext_lazy("The customer's whole name"),
    "agent.first_name": gettext_lazy("Your first name"),
    "agent.name": gettext_lazy("Your whole name"),
    "conversation.number": gettext_lazy("The conversation's number"),
    "conversation.subject": gettext_lazy("The conversation's subject"),
    "mailbox.name": gettext_lazy("The mailbox's name"),
}
_PLACEHOLDER = re.compile(r"\{\{\s*([^{}|<>]*?)\s*(?:\|([^{}<>]*))?\}\}")
_BRACES = re.compile(r"\{\{.{0,40}|.{0,40}\}\}", re.DOTALL)


class VariableRefused(ValueError):
    """A placeholder that nothing can fill in; its message is a sentence for whoever wrote it."""


def check(text: str) -> None:
    """Raise VariableRefused when the text has a placeholder that is unknown or not closed."""
    for name, _fallback in _PLACEHOLDER.findall(text):
        if name not in VARIABLES:
            sentence = _("There is no variable “%(name)s”. Use one of: %(known)s.")
            raise VariableRefused(sentence % {"name": unescape(name)[:60], "known": ", ".join(VARIABLES)})
    if left := _BRACES.search(_PLACEHOLDER.sub("", text)):
        sentence = _("“%(text)s” is no complete variable: write it like {{customer.first_name|there}}.")
        raise VariableRefused(sentence % {"text": unescape(re.sub(r"<[^>]*>?", "", left[0]))[:60]})


def fill(text: str, values: Mapping[str, str]) -> str:
    """Plain text with its variables filled in; one without value or fallback stays, for the eye to find."""
    return _PLACEHOLDER.sub(lambda found: _said(found, values) or _open(found), text)


def fill_html(html: str, values: Mapping[str, str]) -> str:
    """HTML with its variables filled in. Values are escaped; fallbacks are the reply's own HTML text."""
    escaped = {name: escape(value) for name, value in values.items()}
    return _PLACEHOLDER.sub(lambda found: _said(found, escaped) or _open(found), html)


def left_open(text: str) -> list[str]:
    """The variables that still stand in a text: whoever reads it would see braces."""
    return [name for name, _fallback in _PLACEHOLDER.findall(text) if name in VARIABLES]


def first_name(name: str) -> str:
    """What one calls somebody: the first word of a name, or what follows the comma of "Popescu, Dora"."""
    family, comma, given = name.partition(",")
    words = (given if comma and given.strip() else family).split()
    return words[0] if words else ""


def _said(found: re.Match[str], values: Mapping[str, str]) -> str:
    value = " ".join(values.get(found[1], "").split())
    # braces in somebody's name begin no variable
    return value.replace("{{", "{ {").replace("}}", "} }") or (found[2] or "").strip()


def _open(found: re.Match[str]) -> str:
    return "{{" + found[1] + "}}"
