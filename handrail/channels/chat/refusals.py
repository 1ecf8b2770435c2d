"""Why something a visitor asked for was not done: a status, a word for the widget, a sentence for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class Reason:
    """One way to be refused; `says` is translated when it is said."""

    status: int
    says: str


REASONS = {
    "wrong": Reason(400, _("This request cannot be read.")),
    "empty": Reason(400, _("Write something first: the message is empty.")),
    "hollow": Reason(400, _("This file is empty.")),
    "field": Reason(400, _("Please fill in this field.")),
    "email": Reason(400, _("This is no e-mail address.")),
    "unknown": Reason(401, _("This conversation is not open here any more. Please begin a new one.")),
    "blocked": Reason(403, _("The team has closed this chat and takes no more messages in it.")),
    "origin": Reason(403, _("This page may not show the chat.")),
    "refused": Reason(403, _("The chat could not check this browser. Please try again.")),
    "identity": Reason(403, _("The page's word for who you are does not hold. Please sign in again.")),
    "none": Reason(404, _("There is no such chat.")),
    "taken": Reason(409, _("This conversation was begun before.")),
    "early": Reason(409, _("There is nothing to send yet.")),
    "enough": Reason(409, _("That was sent as often as it can be.")),
    "large": Reason(413, _("This is too large: a message has at most 10,000 characters, a file 10 MB.")),
    "type": Reason(415, _("Files of this kind are not taken.")),
    "often": Reason(429, _("That is very often. Please wait a moment.")),
}


class Refused(Exception):
    """Raised by whoever refuses; `code` is a key of REASONS, `wait` seconds after which it may work."""

    def __init__(self, code: str, *, wait: int = 0, field: str = "") -> None:
        super().__init__(code)
        self.code, self.wait, self.field = code, wait, field

    def as_data(self, translate: Callable[[str], str]) -> dict[str, str]:
        """What the widget reads."""
        told = {"error": translate(REASONS[self.code].says), "code": self.code}
        return told | ({"field": self.field} if self.field else {})
