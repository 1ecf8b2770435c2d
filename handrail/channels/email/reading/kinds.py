"""Is this mail a person's words, or a machine's? RFC 3834, 3464, 2919, 2369, 5230, 8098.

No person may be taken for a machine: one header that only machines write is enough, two that machines
mostly write are together, and words never are alone. What is sent in bulk, through a list, or with a
single weak sign is `list`: its words count, but nothing answers it automatically. Complaints are bounces;
challenges and read receipts are automatic replies.
"""

from __future__ import annotations

import re

from handrail.channels.email.reading.facts import Facts, calls_itself_auto, from_nobody, sent_in_bulk
from handrail.channels.email.reading.letters import Kind
from handrail.channels.email.reading.machine_words import ANSWER, AUTOMATIC, CHALLENGE, RECEIPT

_AUTO_HEADERS = (
    "x-vacation",
    "x-boxbe-challenge",
)  # besides all that are called so themselves (`calls_itself_auto`)
_AUTO_PRECEDENCE = {"auto_reply", "auto-reply", "autoreply"}
_NO = {"", "no", "false", "0", "none"}
_LIST_HEADERS = """
list-id list-unsubscribe list-post list-help list-subscribe list-owner list-archive feedback-id
x-feedback-id x-mailing-list mailing-list x-list x-beenthere x-mailman-version
""".split()  # noqa: SIM905
_RECEIPTS = {"message/disposition-notification", "message/global-disposition-notification"}


def kind_of(facts: Facts, installation: str, *, is_bounce: bool) -> Kind:
    """Tell what a mail is. `loop` is one that carries our own installation's marker."""
    if installation and installation in facts.headers.get("x-handrail", ()):
        return "loop"
    if is_bounce:
        return "bounce"
    if _says_so(facts) or _is_receipt(facts):
        return "auto_reply"
    if any(facts.headers.get(name) for name in _LIST_HEADERS):
        return "list"
    signs = _signs(facts)
    if (_words_of_machines(facts) and signs) or (facts.no_return and signs > 1):
        return "auto_reply"
    return "list" if signs else "message"


def _says_so(facts: Facts) -> bool:
    """Headers that only automatic mails carry (RFC 3834 §5, and what older programs wrote)."""
    answered = re.split(r"[;\s(]", facts.first("auto-submitted"), maxsplit=1)[0]
    if answered not in _NO:
        return True
    if _AUTO_PRECEDENCE & {facts.first("precedence"), facts.first("x-precedence")}:
        return True
    if facts.first("delivered-to") == "autoresponder":  # as vpopmail's writes
        return True
    names = (name for name in facts.headers if name in _AUTO_HEADERS or calls_itself_auto(name))
    return any(facts.first(name) not in _NO for name in names)


def _is_receipt(facts: Facts) -> bool:
    """A read receipt: RFC 8098, or as other programs write one."""
    if facts.report_type == "disposition-notification":
        return True
    if facts.part(_RECEIPTS) is not None:
        return facts.content_type == "multipart/report" or facts.no_return
    return facts.no_return and bool(RECEIPT.search(facts.subject))


def _words_of_machines(facts: Facts) -> bool:
    return bool(ANSWER.search(facts.subject) or CHALLENGE.search(facts.subject))


def _signs(facts: Facts) -> int:
    """How many things machines do, and persons hardly ever."""
    told = (
        facts.no_return,
        sent_in_bulk(facts),
        facts.first("x-auto-response-suppress") not in _NO,
        bool(facts.first("x-loop")),
        from_nobody(facts),
        _answers_under_a_new_subject(facts),
    )
    return sum(told)


def _answers_under_a_new_subject(facts: Facts) -> bool:
    """A person's program writes "Re:" before the subject of an answer; this begins like a vacation notice."""
    return bool(facts.first("in-reply-to")) and bool(AUTOMATIC.search(facts.subject))
