"""Who may use which address: every one that the resolver knows stands in one of these tables.

`test_access_by_role.py` walks them, as every role.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from handrail.accounts.models import Role
from handrail.accounts.permissions import May
from handrail.conversations.models import Category, Conversation
from handrail.conversations.statuses import default_status
from handrail.workspace.tests.roles import Scene


@dataclass(frozen=True)
class About:
    """An address of one conversation: the right that GET and POST need; none: it answers 405."""

    get: May | None
    post: May | None = None
    body: tuple[tuple[str, str], ...] = ()


def doing(what: May, **body: str) -> About:
    return About(None, what, tuple(body.items()))


ABOUT_ONE = {
    "conversation": About(May.READ),
    "entries": About(May.READ),
    "reply": doing(May.REPLY, kind="reply", text="An answer", after="stay"),
    "draft": doing(May.NOTE, kind="note", text="To be said"),
    "draft_files": doing(May.NOTE),
    "status": doing(May.STATUS, status="closed"),
    "close_and_go": doing(May.STATUS),
    "assign": doing(May.ASSIGN, assignee="me"),
    "priority": doing(May.SORT, priority="30"),
    "tags": doing(May.SORT, add="refund"),
    "snooze": doing(May.STATUS, until="later"),
    "restrict": About(May.RESTRICT, May.RESTRICT),
    "part": doing(May.MOVE, entry="first"),
    "send_again": doing(May.REPLY, entry="first"),
    "source": About(May.SOURCE),
    "send_state": About(May.READ),
    "file": About(May.READ),
    "open_preview": About(May.READ),
    "file_line": About(May.READ),
    "show_pictures": About(May.READ),
    "sheet": About(May.ADDRESSES),
    "follow": doing(May.READ, on="1"),
    "dismiss_mentions": doing(May.READ),
    "mentions_back": doing(May.READ),
    "writing": doing(May.NOTE),
    "merge": About(May.MOVE, May.MOVE),
    "split": About(May.MOVE, May.MOVE),
    "link": About(May.MOVE, May.MOVE),
    "unlink": doing(May.MOVE),
    "move": doing(May.MOVE, to="trash"),
    "block": About(May.MOVE, May.MOVE),
    "undo_split": doing(May.MOVE),
    "suggest_tags": About(May.READ),
    "going_along": About(May.ADDRESSES),
    "caret_offers": About(May.NOTE),
    "set_field": doing(May.SORT, key="none"),
    "set_kind": doing(May.SORT, kind="bug"),
    "find_articles": About(May.NOTE),
    "insert_article": doing(May.NOTE),
    "suggestion": About(May.NOTE, May.NOTE, (("kind", "note"),)),
    "pick_reply": About(May.REPLY),
    "fill_reply": doing(May.REPLY),
    "run_macros": About(May.NOTE),
    "run_macro": About(May.NOTE, May.NOTE),
    "begin_side": About(May.REPLY, May.REPLY, (("to", "desk@carrier.example"), ("text", "Where is it?"))),
    "side_draft": doing(May.REPLY, text="Where is it?"),
    "side_files": doing(May.REPLY),
    "side": About(May.ADDRESSES),
    "write_side": doing(May.REPLY, to="desk@carrier.example", text="And now?"),
    "side_state": doing(May.REPLY, closed="1"),
    "take_chat": doing(May.REPLY),
    "pass_chat": doing(May.REPLY),
    "end_chat": doing(May.REPLY),
    "block_chat": doing(May.REPLY, block="1"),
    "transfer_goals": About(May.ASSIGN),
    "visitor": About(May.READ),
    "transfer_chat": doing(May.ASSIGN),
    "send_transcript": doing(May.REPLY),
    "set_outcome": doing(May.REPLY, outcome="later"),
    "withdraw": doing(May.REPLY),
    "send_now": doing(May.REPLY),
    "call_note": About(May.NOTE, May.NOTE, (("text", "We spoke"),)),
    "call_offer": About(
        May.REPLY, May.REPLY, (("slot", "later"), ("minutes", "15"), ("text", "Shall we talk?"))
    ),
    "withdraw_call": doing(May.REPLY),
    "guide_elsewhere": About(May.SORT, May.SORT, (("where", "The forum of the theme"),)),
}
BESIDE = {"begin_side", "side_draft", "side_files", "side", "write_side", "side_state"}
# They answer in their own words: an offer that is not signed, a page of admins inside a conversation.
IN_THEIR_OWN_WORDS = {"undo", "redact", "note_beside"}
FOR_EVERYBODY = {"home", "inbox", "search", "settings", "profile", "styleguide"}
FOR_EVERYBODY |= {"palette_articles", "palette", "key_settings"}
FOR_EVERYBODY |= {"notifications", "bell", "notification_choice"}
FOR_EVERYBODY |= {"saved_replies", "macros", "ringing", "waiting_chats", "articles"}
FOR_EVERYBODY |= {"views", "add_view", "drafts", "suggestions"}
# POST only, about what is the agent's own; tested where it is made.
ONE_S_OWN = {"seat", "duty", "chat_here"}
ONE_S_OWN |= {"devices", "remove_device", "read_notifications", "follow_notification"}
ONE_S_OWN |= {"arrange_views", "delete_draft"}
ONE_S_OWN |= {"add_saved_reply", "saved_reply", "copy_saved_reply", "delete_saved_reply"}
ONE_S_OWN |= {"export_saved_replies", "import_saved_replies", "add_macro", "macro", "delete_macro"}
ONE_S_OWN |= {"bulks", "bulk_bar", "suggest_bulk_tags", "new_bulk", "bulk", "take_back_bulk", "act_on_bulk"}
ONE_S_OWN |= {"saved_view", "delete_view", "count_view"}
# Of articles, by who may write and who sees which: helpcenter/tests/test_writing_pages.py.
ONE_S_OWN |= {"new_article", "link_targets", "article", "article_facts", "verify_article", "settle_remark"}
ONE_S_OWN |= {"edit_article", "keep_article", "drop_unsaved", "act_on_article", "article_address"}
ONE_S_OWN |= {"article_asked_as", "article_language"}
ONE_S_OWN |= {"article_remarks", "article_revisions", "restore_revision", "broken_links", "bring_file"}
# Of the trash, and of several at once: helpcenter/tests/test_trash.py, test_team_list.py.
ONE_S_OWN |= {"trash_article", "restore_article", "delete_article", "restore_articles", "change_articles"}
ONE_S_OWN |= {"trashed_article"}
ONE_S_OWN |= {"categories", "add_category", "category", "snippets", "add_snippet", "snippet"}
# For those who answer customers.
ONE_S_OWN |= {"people_suggestions", "new", "new_draft", "start", "keep_new", "new_files"}
# For those who write articles: helpcenter/tests/test_insights.py, test_paths.py, test_guides.py.
ONE_S_OWN |= {"insights", "searched_for", "write_asked", "mend_article"}
ONE_S_OWN |= {"article_figures", "beside_article", "detach_question"}
ONE_S_OWN |= {"learning_paths", "learning_path", "change_path"}
ONE_S_OWN |= {"guides", "guide", "change_guide", "change_step"}
# For those who write articles: helpcenter/tests/test_translating.py.
ONE_S_OWN |= {"translation_boards", "translation_board", "translate_article", "ask_machine"}
ONE_S_OWN |= {"export_xliff", "import_xliff", "keep_translation", "drop_translation"}
MAKING = {"add_customer", "add_organisation"}
DESK = {"customers", "organisations", *MAKING}  # who knows customers: see customer_doors
DESK |= {"customer", "edit_customer", "customer_addresses", "customer_identities", "customer_notes"}
DESK |= {"organisation", "edit_organisation", "organisation_domains", "organisation_notes"}
DESK |= {"merge_customer", "unmerge"}
DESK_ADMINS = {"imports", "import", "run_import", "drop_import", "export", "erase_customer"}
DESK_ADMINS |= {"remove_organisation", "share_requests"}
# No session is asked there.
BY_PASS = {"choose_call", "call_calendar", "preview", "preview_bytes", "push_worker"}
# For customers, who are no agents: who of them sees what stands in channels/portal/tests/test_visibility.py.
BY_PASS |= {"portal", "portal_sign_in", "portal_open", "portal_token", "portal_sign_out", "portal_new"}
BY_PASS |= {"portal_articles", "portal_follow", "portal_logo"}
BY_PASS |= {"portal_request", "portal_answer", "portal_state", "portal_file", "portal_missing"}
BY_PASS |= {"article_file"}  # for readers: helpcenter/tests/test_assets.py
BY_PASS |= {"portal_openid", "portal_openid_back", "portal_openid_wait"}
BY_PASS |= {"chat_script", "chat_words", "chat_page"}
BY_PASS |= {
    f"chat_{name}" for name in ("state", "articles", "begin", "send", "upload", "file", "entries", "live")
}
BY_PASS |= {f"chat_{name}" for name in ("typing", "seen", "leave", "end", "rate", "transcript", "forget")}
BY_PASS.add("chat_choose")
BY_PASS |= {"form_page", "form_embed", "form_script", "form_look", "form_articles", "form_send", "form_sent"}
BY_PASS |= {"form_more", "form_logo"}
# The public help center: who reads what stands in helpcenter/tests/test_pages.py.
BY_PASS |= {"help_paths", "help_path", "help_guide", "help_guide_embed"}
BY_PASS |= {"help", "help_ask", "help_home", "help_search", "help_category", "help_article", "help_missing"}
BY_PASS |= {"help_sitemap", "help_feed", "help_look", "help_logo", "robots"}
BY_PASS |= {"help_vote", "help_comment"}
BY_PASS |= {"help_support", "help_support_feed", "help_support_answer"}  # outreach/tests/test_support_page.py
FOR_ADMINS = {
    *("portal_settings", "help_sites", "add_help_site", "help_site"),
    *("people", "add_person", "person", "teams", "add_team", "team", "mailboxes", "add_mailbox", "mailbox"),
    "invite_person",
    *("mail_rules", "domain", "signature", "acknowledgement", "mailbox_hours", "test_mailbox", "services"),
    *("renew_hook", "practice", "practised_mail"),
    *("health", "failures", "failure", "mails_again", "held_mail", "mail_again", "mail_source"),
    *("unsent", "unsent_signal", "blocks", "mailbox_promises", "mailbox_time_out"),
    "mailbox_waits",
    *("attributes", "add_attribute", "attribute", "retention", "retention_rule"),
    *("statuses", "add_status", "change_status", "retire_status", "fields", "add_field", "field"),
    *("forms", "add_form", "form", "order_form", "preview_form", "add_question", "question"),
    *("remove_question", "held_forms", "held_form"),
    *("retire_field", "kinds", "products", "manage_tags", "manage_tag"),
    *("widgets", "add_widget", "widget", "widget_secret", "widget_preview", "widget_preview_script"),
    *("widgets_now", "widget_now"),
    *("policies", "add_policy", "policy", "machine_translator", "synonyms"),
    *("assistant_settings", "assistant_writer", "assistant_switch", "assistant_topics"),
    *("assistant_review", "assistant_turn", "correct_turn", "grown_phrases", "settle_phrase"),
    *(
        "assistant_bench",
        "bench_file",
        "bench_case",
        "remove_case",
        "try_draft",
        "assistant_trial",
        "adopt_draft",
    ),
    *("assistant_for_agents", "assistant_place", "assistant_calibration", "withheld_articles"),
    *("support_page", "support_notice", "support_preview", "open_letter", "open_letter_versions"),
    *("add_plan_step", "plan_step", "plan_progress", "remove_progress"),
    *("contacts", "count_contacts", "unsent_questions", "contacts_csv", "contacts_json"),
}
OF_KEYS_NOT_THERE = {
    *("help_site", "widget", "widget_secret", "widget_now"),
    *("attribute", "change_status", "retire_status", "field", "retire_field", "manage_tag", "manage_tags"),
    *("form", "order_form", "preview_form", "add_question", "question", "remove_question"),
    *("held_form", "policy", "withheld_articles", "plan_step", "remove_progress"),
    *("open_letter", "open_letter_versions", "support_preview", "assistant_place"),
    *(
        "assistant_turn",
        "correct_turn",
        "settle_phrase",
        "bench_case",
        "remove_case",
        "assistant_trial",
        "adopt_draft",
    ),
}
FOR_OWNERS = {"add_service", "service", "restricted", "let_in", "metrics"}
FOR_OWNERS |= {"portal_secret", "portal_provider"}  # who is a customer, and so reads what is theirs
# They answer nobody here: without a sign-in service, an e-mail service, a state of this session, a page.
NOTHING_HERE = {"sign_in_mailbox", "signed_in", "account_email", "mail_hook", "mail_hook_mime"}
NOTHING_HERE |= {"event_hook"}
ADMINS, OWNERS = {Role.OWNER, Role.LEAD}, {Role.OWNER}


def patterns(found: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in found:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns) if "allauth" not in repr(pattern) else ()
        elif not str(pattern.callback.__module__).startswith("allauth"):
            yield pattern


OURS = {str(pattern.name): pattern for pattern in patterns(get_resolver().url_patterns)}


def address(name: str, scene: Scene, conversation: Conversation) -> str:
    values = {
        "number": conversation.number,
        "name": "plan.txt",
        "view": "all",
        "service": "postmark",
        "token": "a-guess",
        "ticket": "a-guess",
        "what": "begin",
        "slug": "a-guess",
        "language": "ro",
        "type": "text",
        "key": uuid.uuid4(),
        "kept": scene.keys["practised"],
        "pk": scene.keys[_what(name)],
        **scene.parts[conversation.pk],
    }
    if name in DESK | DESK_ADMINS:
        values["number"] = conversation.customer_id
    return reverse(name, kwargs={key: values[key] for key in OURS[name].pattern.converters})


def _what(name: str) -> str:
    known = {"person": "person", "team": "team", "failure": "failure", "held_mail": "mail"}
    known["invite_person"] = "person"
    known |= {"fill_reply": "saved", "run_macro": "macro", "insert_article": "article"}
    return known.get(name) or ("mail" if name in ("mail_again", "mail_source") else "mailbox")


def body(about: About, conversation: Conversation) -> dict[str, str]:
    later = (timezone.now() + timezone.timedelta(days=2)).isoformat()  # type: ignore[attr-defined]
    values = {
        "closed": str(default_status(Category.CLOSED).pk),
        "later": later,
        "first": str(conversation.entries.earliest("pk").pk),
    }
    return {key: values.get(value, value) for key, value in about.body}


def test_every_address_stands_in_one_table() -> None:
    tables = [set(ABOUT_ONE), FOR_EVERYBODY, FOR_ADMINS, FOR_OWNERS, NOTHING_HERE]
    tables += [IN_THEIR_OWN_WORDS, ONE_S_OWN, DESK, DESK_ADMINS, BY_PASS]
    assert sum(len(table) for table in tables) == len(set().union(*tables))
    assert set(OURS) == set().union(*tables), "say in one of the tables who may use the new address"
