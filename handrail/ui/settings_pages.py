"""The pages of the settings, in groups; whoever adds one adds a line. The menu and the palette draw them."""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SettingsPage(NamedTuple):
    """One page: the name of its address, its group, what it is called, its icon, and for whom it is."""

    name: str
    group: str | Promise
    label: str | Promise
    icon: str
    for_admins: bool = True
    for_owners: bool = False


YOU = _("You")
DOORS = _("Where customers write")
ARTICLES = _("Help center")
ANSWERS = _("What you answer")
ORDER = _("How work is sorted")
TEAM = _("Who works here")
NUMBERS = _("What came of it")
UPKEEP = _("Upkeep")

PAGES = (
    SettingsPage("profile", YOU, _("Profile"), "user-round", for_admins=False),
    SettingsPage("notification_choice", YOU, _("Notifications"), "bell", for_admins=False),
    SettingsPage("key_settings", YOU, _("Keys"), "keyboard", for_admins=False),
    SettingsPage("mfa_index", YOU, _("Security"), "shield-check", for_admins=False),
    SettingsPage("mailboxes", DOORS, _("Mailboxes"), "mail"),
    SettingsPage("widgets", DOORS, _("Chat on your pages"), "message-circle"),
    SettingsPage("forms", DOORS, _("Forms"), "clipboard-list"),
    SettingsPage("portal_settings", DOORS, _("Portal"), "door-open"),
    SettingsPage("blocks", DOORS, _("Blocked senders"), "ban"),
    SettingsPage("help_sites", ARTICLES, _("Help center"), "book-open"),
    SettingsPage("support_page", ARTICLES, _("Support page"), "megaphone"),
    SettingsPage("synonyms", ARTICLES, _("Synonyms"), "equal"),
    SettingsPage("assistant_settings", ARTICLES, _("Assistant"), "sparkles"),
    SettingsPage("machine_translator", ARTICLES, _("Machine translation"), "bot"),
    SettingsPage("saved_replies", ANSWERS, _("Saved replies"), "message-square-quote", for_admins=False),
    SettingsPage("macros", ANSWERS, _("Macros"), "zap", for_admins=False),
    SettingsPage("policies", ANSWERS, _("Support policies"), "life-buoy"),
    SettingsPage("statuses", ORDER, _("Statuses"), "circle-dot"),
    SettingsPage("fields", ORDER, _("Fields"), "text-cursor-input"),
    SettingsPage("kinds", ORDER, _("Kinds of contact"), "shapes"),
    SettingsPage("products", ORDER, _("Products"), "package"),
    SettingsPage("manage_tags", ORDER, _("Tags"), "tags"),
    SettingsPage("attributes", ORDER, _("Attributes"), "list-plus"),
    SettingsPage("people", TEAM, _("People"), "users-round"),
    SettingsPage("teams", TEAM, _("Teams"), "users"),
    SettingsPage("restricted", TEAM, _("Restricted"), "lock", for_owners=True),
    SettingsPage("contacts", NUMBERS, _("Where contacts are settled"), "chart-column-stacked"),
    SettingsPage("retention", UPKEEP, _("Retention"), "eraser"),
    SettingsPage("health", UPKEEP, _("Health"), "activity"),
)

Placed = tuple[SettingsPage, str]  # with its address


def settings_pages(*, is_admin: bool, is_owner: bool) -> list[Placed]:
    """The pages this installation has that the agent may open, each with its address."""
    found = [(page, _address(page.name)) for page in PAGES]
    mine = (pair for pair in found if is_owner or not pair[0].for_owners)
    return [(page, address) for page, address in mine if address and (is_admin or not page.for_admins)]


def settings_groups(*, is_admin: bool, is_owner: bool) -> list[tuple[str | Promise, list[Placed]]]:
    """The same, each group with its name."""
    found = settings_pages(is_admin=is_admin, is_owner=is_owner)
    return [(group, list(pages)) for group, pages in groupby(found, lambda placed: placed[0].group)]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
