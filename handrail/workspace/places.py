"""Pages that are no settings and stand for themselves: with views and settings, where the palette goes to."""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import Agent
from handrail.accounts.permissions import TABLE, May
from handrail.ui.settings_pages import ANSWERS, DOORS, NUMBERS, ORDER, TEAM, UPKEEP
from handrail.ui.settings_pages import ARTICLES as HELP_CENTER
from handrail.workspace.customer_doors import may_see_customers


class Place(NamedTuple):
    """One page: the name of its address, where it belongs, its name, its icon, and the rights it asks for."""

    name: str
    where: str | Promise
    label: str | Promise
    icon: str
    needs: Set[May] = frozenset()


INBOX = _("Inbox")
CUSTOMERS = _("Customers")
ARTICLES = _("Articles")
ASSISTANT = _("Assistant")

PLACES = (
    Place("new", INBOX, _("New conversation"), "square-pen", {May.REPLY, May.ADDRESSES}),
    Place("drafts", INBOX, _("Drafts"), "pencil"),
    Place("bulks", INBOX, _("Bulk changes"), "history", {May.SORT}),
    Place("views", INBOX, _("Arrange views"), "list-ordered"),
    Place("add_view", INBOX, _("Add view"), "plus"),
    Place("search", INBOX, _("Search"), "search"),
    Place("notifications", INBOX, _("Notifications"), "bell"),
    Place("customers", CUSTOMERS, _("Customers"), "contact-round", {May.ADDRESSES}),
    Place("organisations", CUSTOMERS, _("Organisations"), "building-2", {May.ADDRESSES}),
    Place("add_customer", CUSTOMERS, _("New customer"), "plus", {May.SORT}),
    Place("add_organisation", CUSTOMERS, _("Add an organisation"), "plus", {May.SORT}),
    Place("imports", CUSTOMERS, _("Import and export"), "file-up", {May.SETTINGS}),
    Place("articles", ARTICLES, _("All articles"), "book-open"),
    Place("new_article", ARTICLES, _("New article"), "plus", {May.WRITE}),
    Place("insights", ARTICLES, _("What readers look for"), "search", {May.WRITE}),
    Place("translation_boards", ARTICLES, _("Translations"), "languages", {May.WRITE}),
    Place("learning_paths", ARTICLES, _("Learning paths"), "route", {May.WRITE}),
    Place("guides", ARTICLES, _("Guides"), "signpost", {May.WRITE}),
    Place("categories", ARTICLES, _("Categories"), "library", {May.WRITE}),
    Place("add_category", ARTICLES, _("New category"), "plus", {May.WRITE}),
    Place("snippets", ARTICLES, _("Snippets"), "braces", {May.WRITE}),
    Place("add_snippet", ARTICLES, _("New snippet"), "plus", {May.WRITE}),
    Place("broken_links", ARTICLES, _("Broken links"), "unlink", {May.WRITE}),
    Place("unsent_questions", NUMBERS, _("Answered before sending"), "circle-check", {May.SETTINGS}),
    Place("assistant_review", ASSISTANT, _("What the assistant said"), "eye", {May.SETTINGS}),
    Place("grown_phrases", ASSISTANT, _("How people ask"), "message-circle", {May.SETTINGS}),
    Place("assistant_bench", ASSISTANT, _("Test bench"), "circle-check", {May.SETTINGS}),
    Place("assistant_calibration", ASSISTANT, _("How sure it is"), "activity", {May.SETTINGS}),
    Place("assistant_topics", ASSISTANT, _("What the assistant leaves to people"), "users", {May.SETTINGS}),
    Place("add_saved_reply", ANSWERS, _("New saved reply"), "plus", {May.REPLY}),
    Place("add_macro", ANSWERS, _("New macro"), "plus"),
    Place("add_policy", ANSWERS, _("Add a policy"), "plus", {May.SETTINGS}),
    Place("add_mailbox", DOORS, _("Add a mailbox"), "plus", {May.SETTINGS}),
    Place("services", DOORS, _("Sign-in services"), "key-round", {May.SETTINGS}),
    Place("add_service", DOORS, _("Add a service"), "plus", {May.EVERYTHING}),
    Place("add_widget", DOORS, _("New chat"), "plus", {May.SETTINGS}),
    Place("add_form", DOORS, _("Add a form"), "plus", {May.SETTINGS}),
    Place("held_forms", DOORS, _("Sent and held"), "clipboard-list", {May.SETTINGS}),
    Place("portal_provider", DOORS, _("Signing in with OpenID Connect"), "key-round", {May.EVERYTHING}),
    Place("add_help_site", HELP_CENTER, _("Another help center"), "plus", {May.SETTINGS}),
    Place("add_plan_step", HELP_CENTER, _("A step of the plan"), "plus", {May.SETTINGS}),
    Place("add_status", ORDER, _("Add a status"), "plus", {May.SETTINGS}),
    Place("add_field", ORDER, _("Add a field"), "plus", {May.SETTINGS}),
    Place("add_attribute", ORDER, _("Add an attribute"), "plus", {May.SETTINGS}),
    Place("add_person", TEAM, _("Add somebody"), "plus", {May.SETTINGS}),
    Place("add_team", TEAM, _("Add a team"), "plus", {May.SETTINGS}),
    Place("unsent", UPKEEP, _("Replies that were not sent"), "send", {May.SETTINGS}),
    Place("styleguide", UPKEEP, _("Styleguide"), "layout-template"),
)


def places_of(agent: Agent) -> list[Place]:
    """Those that this agent may open."""
    rights = TABLE.get(agent.role, frozenset())
    knows = may_see_customers(agent)
    return [one for one in PLACES if one.needs <= rights and (knows or one.where is not CUSTOMERS)]
