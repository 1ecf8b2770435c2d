"""What leaves as a mail: threads in every client, plain and HTML, nobody can smuggle a header in."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from handrail.channels.email.matching.tokens import ascii_domain
from handrail.channels.email.reading.letters import Attached, Person
from handrail.channels.email.sending.mail_html import mail_html

MARKER = "X-Handrail"
_MOST_REFERENCES = 20
_REPLIED = re.compile(
    r"^\s*(?:re|aw|antw|antwort|odp|sv|vs|vá|ynt|rif|r|res|rv|tr|ref|ad|odg|отв|ответ|на|ні|απ|σχετ|تعليق|回复|回覆|答复|返信|답장|回)"
    r"(?:\s*\[\d+\]|\s*\(\d+\))?\s*[:：]",
    re.IGNORECASE,
)


def compose(
    *,
    author: str,
    mailbox_name: str,
    mailbox_address: str,
    to: Sequence[Person | Mapping[str, str]],
    cc: Sequence[Person | Mapping[str, str]] = (),
    bcc: Sequence[Person | Mapping[str, str]] = (),
    subject: str,
    text: str,
    html: str = "",
    language: str = "",
    date: datetime,
    message_id: str,
    in_reply_to: str = "",
    references: Sequence[str] = (),
    attachments: Iterable[Attached] = (),
    installation: str = "",
    reply_to: str = "",
    automatic: bool = False,
    unsubscribe: str = "",
) -> EmailMessage:
    """Write a mail. `html` must be safe already; ids come without brackets; `date` is aware.

    `bcc` stands in the mail until it is handed over (`connecting/smtp.py` takes it out); an `automatic` one
    says so and keeps its own subject. `unsubscribe` is for surveys and notices only: the https address at
    which one request ends them (RFC 8058). Raises ValueError when nobody is addressed, an address is none, or
    `unsubscribe` is no such address. Nothing in it tracks the reader.
    """
    mail = EmailMessage(policy=SMTP.clone(max_line_length=78))
    mail["From"] = _address(Person(_from_name(author, mailbox_name), mailbox_address))
    _add_people(mail, {"To": to, "Cc": cc, "Bcc": bcc})
    if reply_to:
        mail["Reply-To"] = [_address(Person(mailbox_name, reply_to))]
    mail["Subject"] = reply_subject(subject) if in_reply_to and not automatic else _one_line(subject)
    mail["Date"] = format_datetime(date)
    _add_threading(mail, message_id, in_reply_to, references)
    _add_marks(mail, installation, automatic, unsubscribe)
    _add_body(mail, text, html, language, list(attachments))
    return mail


def reply_subject(subject: str) -> str:
    """The subject with "Re: " before it, unless it says so already in any language's prefix."""
    line = _one_line(subject)
    return line if _REPLIED.match(line) else f"Re: {line}".strip()


def trimmed_references(references: Sequence[str], in_reply_to: str) -> list[str]:
    """References (RFC 5322 §3.6.4): each once, the first and the last nineteen, ending with the parent."""
    ids = [clean for one in (*references, in_reply_to) if (clean := _clean_id(one))]
    last_seen = {one: at for at, one in enumerate(ids)}
    ids = [one for at, one in enumerate(ids) if last_seen[one] == at]
    return ids if len(ids) <= _MOST_REFERENCES else [ids[0], *ids[1 - _MOST_REFERENCES :]]


def _from_name(author: str, mailbox_name: str) -> str:
    author, mailbox_name = _one_line(author), _one_line(mailbox_name)
    return f"{author} ({mailbox_name})" if author and mailbox_name else author or mailbox_name


def _add_people(mail: EmailMessage, people: Mapping[str, Iterable[Person | Mapping[str, str]]]) -> None:
    named = {header: [_address(_person(one)) for one in some] for header, some in people.items()}
    if not any(named.values()):
        raise ValueError("a mail needs somebody to go to")
    for header, addresses in named.items():
        if addresses:
            mail[header] = addresses


def _add_marks(mail: EmailMessage, installation: str, automatic: bool, unsubscribe: str) -> None:
    """What machines look for: whose mail it is, whether a person wrote it, how one ends such mails."""
    if installation:
        mail[MARKER] = _one_line(installation)
    if automatic:
        mail["Auto-Submitted"] = "auto-replied"  # RFC 3834 §5
        mail["X-Auto-Response-Suppress"] = "All"  # Exchange: answer neither by a machine nor with a receipt
    if unsubscribe:
        if not re.fullmatch(r"https://[!-;=?-~]{1,900}", unsubscribe):
            raise ValueError("unsubscribing takes an https address")
        mail["List-Unsubscribe"] = f"<{unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058 §3.1


def _person(given: Person | Mapping[str, str]) -> Person:
    return given if isinstance(given, Person) else Person(given.get("name", ""), given.get("address", ""))


def _address(person: Person) -> Address:
    local, at, domain = _one_line(person.address).rpartition("@")
    host = ascii_domain(domain)
    if not at or not local or not host or re.search(r"[\s<>,;:\"()\[\]\\]", local):
        raise ValueError(f"{person.address!r} is no mail address")
    return Address(_one_line(person.name), username=local, domain=host)


def _add_threading(mail: EmailMessage, message_id: str, in_reply_to: str, references: Sequence[str]) -> None:
    mail["Message-ID"] = f"<{_clean_id(message_id)}>"
    parent = _clean_id(in_reply_to)
    chain = trimmed_references(references, in_reply_to)
    if parent:
        mail["In-Reply-To"] = f"<{parent}>"
    if chain:
        mail["References"] = " ".join(f"<{one}>" for one in chain)


def _clean_id(message_id: str) -> str:
    """An id that can stand in a header: visible ASCII only, no brackets, not absurdly long; else empty."""
    bare = message_id.strip().strip("<>")
    return bare if re.fullmatch(r"[!-;=?-~]{1,900}", bare) else ""


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _line_ends(text: str) -> str:
    return re.sub(r"\r\n?|\u2028|\u2029", "\n", text).rstrip("\n") + "\n"


def _add_body(mail: EmailMessage, text: str, html: str, language: str, files: Sequence[Attached]) -> None:
    mail.set_content(_line_ends(text), charset="utf-8", cte="quoted-printable")
    if html.strip():
        page = mail_html(_line_ends(html), language=language, text=text)
        mail.add_alternative(page, subtype="html", charset="utf-8", cte="quoted-printable")
        _add_images(mail, [file for file in files if _is_image_of(file, html)])
    for file in files:
        if not (html.strip() and _is_image_of(file, html)):
            _attach(mail, file)


def _is_image_of(file: Attached, html: str) -> bool:
    names = (f'data-cid="{file.content_id}"', f"cid:{file.content_id}")
    return bool(file.content_id) and any(name in html for name in names)


def _add_images(mail: EmailMessage, images: Sequence[Attached]) -> None:
    body = mail.get_body(("html",))
    for image in images:
        main, _, sub = _type_of(image).partition("/")
        cid = f"<{_clean_id(image.content_id)}>"
        if isinstance(body, EmailMessage):
            body.add_related(image.data, main, sub, cid=cid, filename=_one_line(image.name) or None)


def _attach(mail: EmailMessage, file: Attached) -> None:
    main, _, sub = _type_of(file).partition("/")
    mail.add_attachment(file.data, maintype=main, subtype=sub, filename=_one_line(file.name) or "file")


def _type_of(file: Attached) -> str:
    """A leaf's type; mails and multiparts travel as bytes, so that what they hold stays as it is."""
    kind = file.content_type.strip().lower() or mimetypes.guess_type(file.name)[0] or ""
    sound = re.fullmatch(r"[a-z0-9.+-]+/[a-z0-9.+-]+", kind) and not kind.startswith(
        ("multipart/", "message/")
    )
    return kind if sound else "application/octet-stream"
