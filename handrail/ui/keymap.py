"""Single keys: what each does, and how an agent may choose others.

A key's own name is the one it has as Handrail comes, Gmail's meaning where Gmail has one. An agent's keymap
says, for the keys that differ, which key is pressed instead; empty switches one off. Sequences that begin
with g are not chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

RESERVED = "g"  # begins "go to"


class Key(NamedTuple):
    """A key by the name it has as Handrail comes, and what it does."""

    key: str
    label: str | Promise


KEYS = (
    Key("j", _("Next conversation")),
    Key("k", _("Previous conversation")),
    Key("o", _("Open conversation")),
    Key("x", _("Choose conversation")),
    Key("u", _("Back to the list")),
    Key("c", _("New conversation")),
    Key("r", _("Reply")),
    Key("a", _("Reply all")),
    Key("f", pgettext_lazy("what one writes", "Forward")),
    Key("n", _("Note")),
    Key("e", _("Close conversation")),
    Key("]", _("Close, then the next one")),
    Key("[", _("Close, then the one before")),
    Key("s", _("Set the status")),
    Key("p", _("Set the priority")),
    Key("i", _("Assign to me")),
    Key("v", _("Assign to a colleague or a team")),
    Key("b", _("Snooze")),
    Key("l", _("Add a tag")),
    Key("y", _("Follow")),
    Key("w", _("Insert the suggested answer")),
    Key("m", _("Merge into another")),
    Key("d", _("Ask somebody outside")),
    Key("t", _("Take the chat that rings")),
    Key("q", _("Let the chat ring elsewhere")),
    Key("!", _("Spam")),
    Key("#", _("Move to the trash")),
    Key(";", _("Macros")),
    Key("z", _("Undo")),
    Key("/", _("Search")),
    Key("?", _("Show these keys")),
)

PRESETS: dict[str, tuple[str | Promise, Mapping[str, str]]] = {
    "gmail": (_("Gmail"), {}),
    "intercom": (_("Intercom"), {"b": "z", "z": "Z"}),
}


class KeymapRefused(ValueError):
    """Two things on one key, more than one letter, or a key that begins others; `key` names the thing."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def read_keymap(chosen: Mapping[str, str]) -> dict[str, str]:
    """The keys that differ from their own names, out of one wish for each. Raises KeymapRefused."""
    taken: set[str] = set()
    keymap: dict[str, str] = {}
    for key, _label in KEYS:
        wish = chosen.get(key, key).strip()
        if len(wish) > 1 or wish == RESERVED or wish in taken or not wish.isprintable():
            raise KeymapRefused(key)
        taken |= {wish} - {""}
        if wish != key:
            keymap[key] = wish
    return keymap
