"""Read a raw mail into a Letter. Whatever the bytes, the answer is a Letter or Unreadable, never a crash."""

from __future__ import annotations

from dataclasses import replace
from email.message import Message
from typing import Any

from handrail.channels.email.bounces.recognising import read_bounce
from handrail.channels.email.reading.addresses import people
from handrail.channels.email.reading.bodies import files_of, html_within, text_of
from handrail.channels.email.reading.clock import Clock
from handrail.channels.email.reading.facts import Facts, calls_itself_auto
from handrail.channels.email.reading.forwards import find_forward, original_by_headers
from handrail.channels.email.reading.headers import decoded, eight_bit, ids, moment, parameters, unfold
from handrail.channels.email.reading.invitations import invitation_in
from handrail.channels.email.reading.kinds import kind_of
from handrail.channels.email.reading.letters import Letter, Limits, Person, Unreadable
from handrail.channels.email.reading.mending import SET_ASIDE
from handrail.channels.email.reading.oddities import oddities
from handrail.channels.email.reading.parts import Part, parse
from handrail.channels.email.reading.protection import protection_of
from handrail.channels.email.reading.unpacking import contents

_SEEN = set(
    """
auto-submitted precedence x-auto-response-suppress x-loop x-handrail x-failed-recipients list-id
list-unsubscribe list-post feedback-id return-path reply-to sender delivered-to x-original-to
x-envelope-to envelope-to x-forwarded-to x-forwarded-for x-original-sender x-original-from
resent-from authentication-results content-language importance x-priority thread-index x-spam-flag
x-spam-status x-precedence x-vacation x-mailing-list mailing-list list-help list-subscribe list-owner
list-archive x-list x-beenthere x-mailman-version in-reply-to x-boxbe-challenge x-spamarrest
x-ms-exchange-inbox-rules-loop x-ms-exchange-generated-message-source x-mdn x-feedback-id x-gmail-labels
x-mlserver x-listserver x-listserv x-majordomo-version x-ecartis-version
""".split()  # noqa: SIM905
)
# What servers wrote for programs. An encoded word in it is part of an address that a stranger chose: decoded
# it would be the server's word. An empty Authentication-Results stands for each Received: what is below that
# came with the mail.
_AS_WRITTEN = {"authentication-results", "return-path"}


def read_mail(raw: bytes, installation: str = "", limits: Limits | None = None) -> Letter:
    """Read a mail (RFC 5322 and MIME). `installation` is our marker, by which our own mails are known.

    Raises Unreadable, with a sentence, for what is empty or beyond the limits, and for nothing else.
    """
    limits = limits or Limits()
    clock = Clock(limits.seconds)
    message = parse(raw, limits)
    parts = contents(message, limits, clock)
    letter = _words_of(message, parts, limits)
    clock.check()
    return replace(letter, **_judgement(message, parts, letter, installation))


def _words_of(message: Message, parts: list[Part], limits: Limits) -> Letter:
    """What the mail says, and to whom; nothing is judged yet."""
    to, cc = (people(_all(message, name), limits.addresses + 1) for name in ("to", "cc"))
    if len(to) + len(cc) > limits.addresses:
        raise Unreadable(f"It is addressed to more than {limits.addresses} people.")
    seen = _seen(message)
    html = html_within(parts, limits)
    text, source = text_of(parts, html)
    return Letter(
        message_id=next(iter(ids(_one(message, "message-id"))), ""),
        in_reply_to=ids(" ".join(_all(message, "in-reply-to"))),
        references=ids(" ".join(_all(message, "references"))),
        subject=" ".join(decoded(_one(message, "subject")).split()),
        sender=_sender(message),
        reply_to=people(_all(message, "reply-to")),
        to=to,
        cc=cc,
        date=moment(_one(message, "date")),
        text=text,
        html=html,
        text_source=source,
        attachments=files_of(parts, html),
        kind="message",
        headers_seen=seen,
    )


def _judgement(message: Message, parts: list[Part], letter: Letter, installation: str) -> dict[str, Any]:
    """Who speaks, about what, and what is odd about it."""
    seen, content_type = letter.headers_seen, message.get_content_type()
    report = _report_type(message)
    facts = Facts(parts, letter.text, letter.subject, letter.sender, seen, content_type, report, letter.to)
    bounce = read_bounce(facts)
    forward = None if bounce else find_forward(letter.subject, letter.text, letter.attachments)
    behind = original_by_headers(seen, letter.sender, letter.reply_to)
    protection = protection_of(message, parts, letter.text)
    return {
        "kind": kind_of(facts, installation, is_bounce=bounce is not None),
        "bounce": bounce,
        "original_sender": behind or (forward.sender if forward else None),
        "forward": forward,
        "warnings": oddities(message, parts, protection, bool(letter.text)),
        "invitation": invitation_in(parts),
        "protection": protection,
        "sender_is_unsure": _is_unsure(message),
    }


def _seen(message: Message) -> dict[str, tuple[str, ...]]:
    """The headers that others ask for, in one walk over all of them."""
    found: dict[str, list[str]] = {}
    for name, value in message.items():
        if (name := name.lower()) in _AS_WRITTEN:
            found.setdefault(name, []).append(eight_bit(unfold(str(value))))
        elif name == "received":
            _note_hop(found.setdefault("authentication-results", []))
        elif name in _SEEN or calls_itself_auto(name):
            found.setdefault(name, []).append(decoded(str(value)))
    return {name: tuple(values) for name, values in found.items()}


def _note_hop(results: list[str]) -> None:
    if results[-1:] != [""]:
        results.append("")


def _all(message: Message, name: str) -> list[str]:
    return [str(value) for value in message.get_all(name, [])]


def _one(message: Message, name: str) -> str:
    return next((value for value in _all(message, name) if value.strip()), "")


def _sender(message: Message) -> Person:
    for name in ("from", f"{SET_ASIDE}from", "sender", "resent-from"):
        found = people(_all(message, name))
        if found and name.startswith(SET_ASIDE):
            return Person("", "")  # nor whom the Sender names: only some programs would show that one
        if found:
            return found[0]
    return Person(" ".join(decoded(_one(message, "from")).split()).strip('<>" '), "")


def _is_unsure(message: Message) -> bool:
    """Whether a verifier may see another From: there are several, it names several, it is broken."""
    named = _all(message, "from")
    several = len(named) > 1 or len(people(named, most=2)) > 1
    return several or f"{SET_ASIDE}from" in message or any(one.lstrip()[:1] == ":" for one in named)


def _report_type(message: Message) -> str:
    return parameters(_one(message, "content-type")).get("report-type", "").lower()
