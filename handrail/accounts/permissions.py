"""What each role may do, in one table; who may see which conversation is said by `visible_to` alone.

Pure: roles come in, an answer goes out. Verbs ask by `gate.needs`, templates by `may`.
"""

from __future__ import annotations

from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Role


class May(StrEnum):
    """What somebody may do with what they see."""

    READ = "read"
    NOTE = "note"
    REPLY = "reply"
    STATUS = "status"  # open, wait, close, snooze
    SORT = "sort"  # priority, tags, fields
    ASSIGN = "assign"  # to everybody who may see it
    ASSIGN_WITHIN = "assign within"  # to members of one's own guest team
    MOVE = "move"  # take apart, merge
    RESTRICT = "restrict"
    ADDRESSES = "addresses"  # customers' addresses and other facts, unmasked
    SOURCE = "source"  # the raw mail, exports
    WRITE = "write"  # articles, as drafts
    PUBLISH = "publish"  # what readers see
    SETTINGS = "settings"  # mailboxes, people, teams, health
    EVERYTHING = "everything"  # what is one owner's business: sign-in services, opening the restricted


_READ = frozenset({May.READ, May.NOTE})
_WORK = _READ | {May.REPLY, May.STATUS, May.SORT, May.ASSIGN, May.MOVE, May.RESTRICT}
_AGENT = _WORK | {May.ADDRESSES, May.SOURCE, May.WRITE, May.PUBLISH}

TABLE: dict[str, frozenset[May]] = {
    Role.OWNER: _AGENT | {May.SETTINGS, May.EVERYTHING},
    Role.LEAD: _AGENT | {May.SETTINGS},
    Role.AGENT: _AGENT,
    Role.LIGHT: _READ | {May.ADDRESSES, May.SOURCE},
    Role.GUEST: _READ | {May.REPLY, May.STATUS, May.ASSIGN_WITHIN},
}

REFUSALS: dict[May, Promise] = {
    May.READ: _("Your role does not let you read this. Ask an owner or a lead."),
    May.NOTE: _("Your role does not let you write notes. Ask an owner or a lead."),
    May.REPLY: _("Your role does not let you answer customers: write a note, or ask an owner or a lead."),
    May.STATUS: _("Your role does not let you change the status: write a note, or ask an owner or a lead."),
    May.SORT: _("Your role does not let you change priority, tags and fields. Ask an owner or a lead."),
    May.ASSIGN: _("Your role does not let you assign this conversation so. Ask an owner or a lead."),
    May.ASSIGN_WITHIN: _("You can assign this conversation within your own team only. Ask a lead."),
    May.MOVE: _("Your role does not let you take conversations apart. Ask an owner or a lead."),
    May.RESTRICT: _("Your role does not let you restrict conversations. Ask an owner or a lead."),
    May.ADDRESSES: _("Your role does not show customers' addresses. Ask an owner or a lead."),
    May.SOURCE: _("Your role does not let you download original mails. Ask an owner or a lead."),
    May.WRITE: _("Your role does not let you write articles. Ask an owner or a lead."),
    May.PUBLISH: _("Your role does not let you publish articles. Ask an owner or a lead."),
    May.SETTINGS: _("Your role does not let you change settings. Ask an owner or a lead."),
    May.EVERYTHING: _("Only an owner may do this. Ask one of them."),
}


class NotAllowed(PermissionDenied):
    """The one refusal: `str()` is a sentence that says what, and whom to ask. Pages answer it with 403."""

    def __init__(self, what: May) -> None:
        super().__init__(REFUSALS[what])
        self.what = what

    def __str__(self) -> str:
        return str(REFUSALS[self.what])


def may(role: str, what: May) -> bool:
    """Whether a role may do this; nobody with a role that the table does not know."""
    return what in TABLE.get(role, frozenset())


def require(role: str, what: May) -> None:
    """Raise NotAllowed unless the role may do this."""
    if not may(role, what):
        raise NotAllowed(what)
