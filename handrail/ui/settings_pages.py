"""The pages of the settings, in order; whoever adds one adds a line. The menu and the palette draw them."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SettingsPage(NamedTuple):
    """One page: the name of its address, what it is called, its icon, and for whom it is."""

    name: str
    label: str | Promise
    icon: str
    for_admins: bool = True
    for_owners: bool = False


PAGES = (
    SettingsPage("profile", _("Profile"), "user-round", for_admins=False),
    SettingsPage("notification_choice", _("Notifications"), "bell", for_admins=False),
    SettingsPage("key_settings", _("Keys"), "keyboard", for_admins=False),
    SettingsPage("saved_replies", _("Saved replies"), "message-square-quote", for_admins=False),
    SettingsPage("macros", _("Macros"), "zap", for_admins=False),
    SettingsPage("mailboxes", _("Mailboxes"), "mail"),
    SettingsPage("widgets", _("Chat on your pages"), "message-circle"),
    SettingsPage("forms", _("Forms"), "clipboard-list"),
    SettingsPage("help_sites", _("Help center"), "book-open"),
    SettingsPage("people", _("People"), "users-round"),
    SettingsPage("teams", _("Teams"), "users"),
    SettingsPage("restricted", _("Restricted"), "lock", for_owners=True),
    SettingsPage("statuses", _("Statuses"), "circle-dot"),
    SettingsPage("fields", _("Fields"), "text-cursor-input"),
    SettingsPage("kinds", _("Kinds of contact"), "shapes"),
    SettingsPage("products", _("Products"), "package"),
    SettingsPage("policies", _("Support policies"), "life-buoy"),
    SettingsPage("manage_tags", _("Tags"), "tags"),
    SettingsPage("attributes", _("Attributes"), "list-plus"),
    SettingsPage("retention", _("Retention"), "eraser"),
    SettingsPage("blocks", _("Blocked senders"), "ban"),
    SettingsPage("portal_settings", _("Portal"), "door-open"),
    SettingsPage("machine_translator", _("Machine translation"), "bot"),
    SettingsPage("synonyms", _("Synonyms"), "equal"),
    SettingsPage("health", _("Health"), "activity"),
    SettingsPage("mfa_index", _("Security"), "shield-check", for_admins=False),
)


def settings_pages(*, is_admin: bool, is_owner: bool) -> list[tuple[SettingsPage, str]]:
    """The pages this installation has that the agent may open, each with its address."""
    found = [(page, _address(page.name)) for page in PAGES]
    mine = (pair for pair in found if is_owner or not pair[0].for_owners)
    return [(page, address) for page, address in mine if address and (is_admin or not page.for_admins)]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
