"""What would become of a mail, told without a database: the line that `mail explain --json` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handrail.channels.email.matching.means import means_of
from handrail.channels.email.quoting.new_words import language_of, new_words
from handrail.channels.email.reading.letters import Attached, Bounce, Letter, Person, Unreadable
from handrail.channels.email.reading.reader import read_mail
from handrail.core.text_safety import safe_html

Json = dict[str, Any]
NOTHING: Json = {
    "message_id": "",
    "date": None,
    "from": {"name": "", "address": ""},
    "reply_to": [],
    "to": [],
    "cc": [],
    "subject": "",
    "text": "",
    "quoted": "",
    "signature": "",
    "html": "",
    "attachments": [],
    "language": None,
    "kind": "message",
    "bounce": None,
    "original_sender": None,
    "match": [],
    "warnings": [],
    "held": None,
}


@dataclass(frozen=True)
class Keys:
    """What this installation knows its own mails by; empty where there is none yet."""

    secret: str = ""
    installation: str = ""


def explain(path: str, raw: bytes, keys: Keys) -> Json:
    """Every field of docs/mail-explain.schema.json; `held` is the reason for which the mail would be held."""
    try:
        letter = read_mail(raw, installation=keys.installation)
    except Unreadable as problem:
        return {"path": path, **NOTHING, "held": problem.reason}
    return {"path": path, **NOTHING, **_headers(letter), **_words(letter), **_judgement(letter, keys)}


def _headers(letter: Letter) -> Json:
    return {
        "message_id": letter.message_id,
        "date": letter.date.isoformat() if letter.date else None,
        "from": _person(letter.sender),
        "reply_to": [_person(person) for person in letter.reply_to],
        "to": [_person(person) for person in letter.to],
        "cc": [_person(person) for person in letter.cc],
        "subject": letter.subject,
    }


def _words(letter: Letter) -> Json:
    said = new_words(letter).text
    return {
        "text": said.new,
        "quoted": said.quoted,
        "signature": said.signature,
        "language": language_of(letter, said),
        "html": safe_html(letter.html),
        "attachments": [_file(file) for file in letter.attachments],
    }


def _judgement(letter: Letter, keys: Keys) -> Json:
    return {
        "kind": letter.kind,
        "bounce": _bounce(letter.bounce) if letter.bounce else None,
        "original_sender": _person(letter.original_sender) if letter.original_sender else None,
        "match": [means.as_json() for means in means_of(letter, keys.secret)],
        "warnings": list(letter.warnings),
    }


def _person(person: Person) -> Json:
    return {"name": person.name, "address": person.address}


def _file(file: Attached) -> Json:
    return {
        "name": file.name,
        "type": file.content_type,
        "size": len(file.data),
        "inline": file.inline,
        "content_id": file.content_id,
    }


def _bounce(bounce: Bounce) -> Json:
    return {
        "recipient": next(iter(bounce.recipients), ""),
        "recipients": list(bounce.recipients),
        "status": bounce.status,
        "permanent": bounce.permanent,
        "reason": bounce.reason,
        "group": bounce.group,
    }
