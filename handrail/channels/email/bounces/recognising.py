"""A mail system says that a mail of ours did not arrive: whom it could not reach, for how long, and why.

By RFC 3462 and 3464 where the report is one; else by how mail programs write them. Complaints (RFC 5965)
are told here too, in group "other".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from handrail.channels.email.bounces.list_servers import refused_by_list
from handrail.channels.email.bounces.notices import read_notice
from handrail.channels.email.bounces.reasons import (
    Group,
    group_of_reply,
    group_of_status,
    group_of_vague_words,
    group_of_words,
)
from handrail.channels.email.bounces.reports import (
    Code,
    OfOne,
    address_in,
    code_in,
    feedback_of,
    recipients_of_report,
)
from handrail.channels.email.bounces.texts import (
    CODE,
    PHRASE,
    SUBJECT,
    about_them,
    failed_addresses,
    failed_names,
    own_words,
)
from handrail.channels.email.reading.charsets import to_text
from handrail.channels.email.reading.facts import Facts, from_nobody, sent_in_bulk
from handrail.channels.email.reading.headers import ids
from handrail.channels.email.reading.letters import Bounce, Person
from handrail.channels.email.reading.parts import Part

_DAEMON = re.compile(
    r"^(?:mailer[-_]?daemon|mail[-_]?daemon|mdaemon|daemon|post[-_]?master|mmdf|mail-?system|mail-?delivery|bounces?|ndr"
    r"|undeliver\w*|exim|postoffice|mailadmin|mailsweeper|mailmaster|amavis|administrator"
    r"|returned?-?mail|mail-?router|qmail-send|microsoftexchange\w*|[\w.-]{0,40}(?:anti-?virus|gateway"
    r"|mail-?scanner|(?:smtp|mail)[._-]?(?:mail[._-]?)?(?:service|server|agent|router))"
    r"[\w.-]{0,40})(?=[@+._-]|$)",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"\s*(?:hi|hello|dear|good (?:morning|day|afternoon)|hallo|guten|sehr geehrt|liebe|bonjour|bonsoir|hola"
    r"|buenos|estimad|ciao|buongiorno|gentil|ol[áa]|bom dia"
    r"|prezad|hej|hei|beste|geachte|dzień|witam|dobr[ýy]|bun[ăa]"
    r"|здравствуйте|добрый|привет)\b",
    re.IGNORECASE,
)
_CERTAIN = re.compile(r"mailer-?daemon|mail delivery (?:sub)?system", re.IGNORECASE)
_DAEMON_NAME = re.compile(
    r"mailer[- ]?daemon|mail delivery|delivery (?:sub)?system|mail system|postmaster|system administrator"
    r"|mail (?:transport|transfer) |delivery (?:service|agent)|mail server|mail gateway|mail router"
    r"|mail administrator"
    r"|system-?administrat|administrat\w+ (?:du |del |di |de )?(?:syst|sist)|systembeheerder"
    r"|microsoft exchange|administrador del sistema|amministratore (?:di |del )?sistema|administrator systemu"
    r"|системн\w+ администратор|почтов\w+ (?:систем|сервер|служб)|システム管理者"
    r"|系统管理员|系統管理員|邮件系统|郵件系統",
    re.IGNORECASE,
)
_DELAY = re.compile(r"\bdelay|warning|still being|verzögert|retard", re.IGNORECASE)
_REPORTS = {"message/delivery-status", "message/global-delivery-status", "message/feedback-report"}
_RETURNED = {
    "message/rfc822",
    "text/rfc822-headers",
    "message/global",
    "message/global-headers",
    "message/partial",
}
_ARRIVED = {"delivered", "relayed", "expanded"}
_MESSAGE_ID = re.compile(
    r"^[ \t>|]{0,8}message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE
)
_TO = re.compile(
    r"^[ \t>|]{0,8}(?:x-failed-recipients|to)[ \t]*:[ \t]*([^\n]{1,1000})", re.IGNORECASE | re.MULTILINE
)
_COMPLAINT = re.compile(r"^\W{0,5}complaint about message from \d", re.IGNORECASE)
_COMPLAINT_FIELD = re.compile(
    r"^x-hmxmroriginalrecipient:[ \t]*([^\r\n]{1,320})", re.IGNORECASE | re.MULTILINE
)
# Japanese mobile carriers say "user unknown" once they have read a mail that a customer's filter keeps out.
_CARRIERS = re.compile(r"@(?:[\w-]+\.)?(?:ezweb\.ne\.jp|au\.com|docomo\.ne\.jp)$", re.IGNORECASE)
_AFTER_DATA = re.compile(r"(?:in reply to|after|response to)(?: the)? end of (?:data|message)", re.IGNORECASE)
_AT_MAIL_FROM = re.compile(
    r"(?:in reply to|after|response to|>>>)(?: the)? mail from\b|does not like sender", re.IGNORECASE
)
_HEAD = 64 * 1024  # bytes of a returned mail that are looked at
_BEGIN = 300  # characters in which a notice says what it is
_A_NUMBER = 4  # characters: an exit code is no reason
_WORDS = 500  # characters of a reason that are kept


def read_bounce(facts: Facts) -> Bounce | None:
    """What a bounce or a complaint says; None for every other mail. Never raises."""
    if notice := read_notice(facts):
        return notice
    if not is_bounce(facts):
        return None
    said, quoted = own_words(_text(facts))
    feedback = facts.part({"message/feedback-report"})
    if feedback is not None or facts.report_type == "feedback-report" or _is_bare_complaint(facts):
        return _complaint(facts, feedback, quoted)
    status = facts.part(_REPORTS) or facts.part(_RETURNED)  # a relay may wrap the whole report once more
    found = recipients_of_report(status.data) if status else []
    failed = [one for one in found if one.action not in _ARRIVED]
    if found and not failed:
        return _arrived(facts, found, quoted)
    return _failed(facts, failed, said, quoted)


def is_bounce(facts: Facts) -> bool:
    """A report by its type; else a mail that a mail system wrote (not only words like it) about a failure."""
    if facts.report_type in {"delivery-status", "feedback-report"} or _failed_header(facts):
        return True
    if _is_bare_complaint(facts) or refused_by_list(facts):
        return True
    daemon, unanswerable = _by_daemon(facts.sender), facts.no_return
    if facts.part(_REPORTS) and (daemon or unanswerable or facts.content_type == "multipart/report"):
        return True
    if not daemon and not unanswerable and not (sent_in_bulk(facts) or from_nobody(facts)):
        return False
    said, quoted = own_words(_text(facts))
    if not daemon and not unanswerable:
        return _is_a_notice(facts, said, returned=False)
    told = bool(SUBJECT.search(facts.subject[:_BEGIN])) + bool(PHRASE.search(said)) + bool(CODE.search(said))
    returned = bool(quoted) or facts.part(_RETURNED) is not None
    if _CERTAIN.search(f"{facts.sender.name} {facts.sender.address}"):
        return unanswerable or told + returned > 0
    if not unanswerable:  # a postmaster may well be a person
        return told + returned > 1 and _is_a_notice(facts, said, returned=returned)
    return told + returned >= (1 if daemon else 2) and told > 0


def _is_a_notice(facts: Facts, said: str, *, returned: bool) -> bool:
    """It answers nobody, greets nobody, has such a subject, and brings a mail back or names who failed."""
    if facts.first("in-reply-to") or not SUBJECT.search(facts.subject[:_BEGIN]) or _GREETING.match(said):
        return False
    return returned or (
        bool(PHRASE.search(said[:_BEGIN])) and bool(failed_addresses(said, [facts.sender.address]))
    )


def _text(facts: Facts) -> str:
    """The mail's words; a notice may stand in a part that is named like a file."""
    if facts.text.strip():
        return facts.text
    part = facts.part({"text/plain"})
    return to_text(part.data[:_HEAD], part.charset) if part else ""


def _by_daemon(sender: Person) -> bool:
    local = sender.address.rpartition("@")[0] or sender.address or sender.name
    return bool(_DAEMON.match(local) or _DAEMON_NAME.search(f"{sender.name} {local}"))


def _failed_header(facts: Facts) -> tuple[str, ...]:
    """X-Failed-Recipients, as Exim and Gmail write it."""
    values = ",".join(facts.headers.get("x-failed-recipients", ())).split(",")
    return _unique(address_in(value) for value in values[:100])


def _is_bare_complaint(facts: Facts) -> bool:
    """A complaint of Outlook.com's programme for senders (JMRP): only the mail, with a field of theirs."""
    return bool(_COMPLAINT.search(facts.subject)) and bool(_COMPLAINT_FIELD.search(_returned_head(facts, "")))


def _complaint(facts: Facts, feedback: Part | None, quoted: str) -> Bounce:
    fields = feedback_of(feedback.data) if feedback else {}
    recipient = address_in(fields.get("original-rcpt-to", "")) or address_in(
        fields.get("removal-recipient", "")
    )
    if not recipient and (found := _COMPLAINT_FIELD.search(_returned_head(facts, quoted))):
        recipient = address_in(found[1])
    return Bounce(
        recipients=(recipient,) if recipient else _addressed(facts, quoted),
        permanent=False,
        reason=fields.get("feedback-type", "abuse")[:_WORDS],
        group="other",
        returned_id=_returned_id(facts, quoted),
        event="complaint",
    )


def _arrived(facts: Facts, found: list[OfOne], quoted: str) -> Bounce:
    return Bounce(
        recipients=_unique(one.recipient for one in found),
        status=found[0].status,
        permanent=False,
        reason=found[0].words[:_WORDS],
        group="other",
        returned_id=_returned_id(facts, quoted),
        event="delivered",
    )


def _failed(facts: Facts, failed: list[OfOne], said: str, quoted: str) -> Bounce:
    recipients = _recipients(facts, failed, said, quoted)
    words = next((one.words for one in failed if len(one.words) > _A_NUMBER), "")
    about = about_them(said, recipients)
    code = code_in(words or about)
    status = code.status or next((one.status for one in failed if one.status), "")
    group = _group(words, status, about, said, code.reply)
    if group == "address" and len(recipients) < 2 and _AT_MAIL_FROM.search(said):
        group = "policy"  # nobody there: it is the sender who is looked for in vain (RFC 5321 §4.1.1.2)
    delayed = _is_delayed(facts, failed)
    return Bounce(
        recipients=recipients,
        status=status,
        permanent=group == "address" and not delayed and not _for_now(code, status, recipients, said),
        reason=" ".join((words or about or _line_about(said)).split())[:_WORDS],
        group=group,
        returned_id=_returned_id(facts, quoted),
        event="delayed" if delayed else "failed",
    )


def _for_now(code: Code, status: str, recipients: tuple[str, ...], said: str) -> bool:
    """Whether "nobody there" may pass: class 4 (RFC 3463), or carriers who say so of people who are there."""
    if (status or code.reply).startswith("4"):
        return True
    return bool(_AFTER_DATA.search(said)) and any(map(_CARRIERS.search, recipients))


def _is_delayed(facts: Facts, failed: list[OfOne]) -> bool:
    if failed:
        return all(one.action.startswith("delay") for one in failed)
    return bool(_DELAY.search(facts.subject))


def _group(words: str, status: str, about: str, said: str, reply: str) -> Group:
    """Clear words first, then codes, then hints; the server's own before what is said around them."""
    by_status = group_of_status(status)
    return (
        group_of_words(words or about)
        or (by_status if by_status != "other" else None)
        or group_of_words(about)
        or (group_of_words(said) if not words and not reply else None)
        or group_of_vague_words(words)
        or group_of_reply(reply)
        or group_of_words(said)
        or group_of_vague_words(about or said)
        or "other"
    )


def _recipients(facts: Facts, failed: list[OfOne], said: str, quoted: str) -> tuple[str, ...]:
    besides = [facts.sender.address, *(person.address for person in facts.to[:5])]
    return (
        _unique(one.recipient for one in failed)
        or _failed_header(facts)
        or failed_addresses(said, besides)
        or failed_addresses(said, besides[:1])  # somebody who wrote to themselves
        or failed_names(said, facts.sender.address)
        or _addressed(facts, quoted)
    )


def _addressed(facts: Facts, quoted: str) -> tuple[str, ...]:
    """To whom the returned mail went, if it was one person."""
    found = [address_in(value) for value in _TO.findall(_returned_head(facts, quoted))]
    unique = _unique(found)
    return unique if len(unique) == 1 else ()


def _returned_id(facts: Facts, quoted: str) -> str:
    found = _MESSAGE_ID.search(_returned_head(facts, quoted))
    return next(iter(ids(found[1])), "") if found else ""


def _returned_head(facts: Facts, quoted: str) -> str:
    part = facts.part(_RETURNED)
    return part.data[:_HEAD].decode("utf-8", "replace") if part else (quoted or facts.text)[:_HEAD]


def _unique(addresses: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for address in addresses:
        if address:
            found.setdefault(address.lower(), address)
    return tuple(found.values())


def _line_about(said: str) -> str:
    """The line with the server's reply; else the first that speaks of failing."""
    lines = [" ".join(line.split()) for line in said.splitlines() if line.strip()]
    with_code = (line for line in lines if CODE.search(line))
    return next(with_code, next((line for line in lines if PHRASE.search(line)), ""))
