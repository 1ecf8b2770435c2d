"""At the door of a form: who may send, and their words with secrets masked before they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from handrail.channels.form.fields import FieldType, fields_of
from handrail.channels.form.models import Form
from handrail.channels.form.reading import Sent, Upload
from handrail.conversations.verbs import File
from handrail.core.abuse import Verdict, judge, within
from handrail.core.secrets import mask_secrets

_NO_WORDS = {FieldType.EMAIL, FieldType.CHOICE, FieldType.PRODUCT, FieldType.TICK, FieldType.DATE}
_LONGEST_NAME = 200
# Browsers without a script do no work: few of them from one connection, and few in all, are believed.
_BY_HAND, _BY_HAND_IN_ALL, _HOUR = 3, 60, 3600
_HELD_BYTES, _HELD_IN_ALL = 1_000_000, 300

WHY_HELD = {
    "honeypot": gettext_noop("A field was filled in that people do not see."),
    "token": gettext_noop("It did not come from the form's own page."),
    "fast": gettext_noop("It was sent faster than people write."),
    "work": gettext_noop("The browser did not do the work that keeps robots away."),
    "spent": gettext_noop("The same page was used to send something else."),
    "often": gettext_noop("Much has been sent from this connection."),
}


@dataclass(frozen=True)
class Passed:
    """What the door says: come in, `held` for this reason, press Send `again`, or `refused` as a flood."""

    held: str = ""
    again: bool = False
    refused: bool = False


def judge_page(answer: Mapping[str, object], ip: str) -> Passed:
    """Judge what came from our own page. Outside of a transaction."""
    verdict, why = judge("form", answer, ip=ip)
    if verdict == Verdict.OK:
        return Passed()
    if verdict == Verdict.REFUSE:
        return Passed(refused=True)
    if why == "old":
        return Passed(again=True)
    if why == "work" and not answer.get("number") and _may_by_hand(ip):
        return Passed()
    return Passed(held=WHY_HELD.get(why, why))


def may_be_held(sent: Sent) -> bool:
    """Whether what looks like a robot's is put aside: small, and so many in an hour; the rest is told so."""
    size = sum(len(one.data) for some in sent.files.values() for one in some)
    return size <= _HELD_BYTES and within("form held", "everybody", most=_HELD_IN_ALL, seconds=_HOUR)


def judge_program(answer: Mapping[str, object], ip: str) -> Passed:
    """Judge what a program sent, or a form elsewhere: by how much it is. Outside of a transaction."""
    verdict, why = judge("program", answer, ip=ip)
    held = WHY_HELD.get(why, why) if verdict == Verdict.HOLD else ""
    return Passed(held=held, refused=verdict == Verdict.REFUSE)


def _may_by_hand(ip: str) -> bool:
    own = within("form by hand", ip, most=_BY_HAND, seconds=_HOUR)
    return own and within("form by hand", "everybody", most=_BY_HAND_IN_ALL, seconds=_HOUR)


def masked(form: Form, sent: Sent) -> Sent:
    """What is kept of a sending: without the keys, tokens, passwords and card numbers in its words and texts.

    Large texts lose theirs in a job, before anybody reads them; a large log that was pasted becomes a file.
    """
    types = {one.key: one.type for one in fields_of(form.fields)}
    files = {key: tuple(map(_masked_upload, some)) for key, some in sent.files.items()}
    values = {}
    for key, value in sent.values.items():
        log = pasted_log(key, value)
        if types.get(key) == FieldType.LOG and log.is_unchecked:
            files[key] = (Upload(log.name, log.content_type, log.data), *files.get(key, ()))
        else:
            is_typed = key in types and types[key] not in _NO_WORDS
            values[key] = mask_secrets(value).text if is_typed else value
    return Sent(values, files)


def pasted_log(key: str, value: str) -> File:
    """A log that was pasted as a file of its own, named by its field."""
    return File.kept(f"{key}.txt", "text/plain; charset=utf-8", value.encode())


def _masked_upload(upload: Upload) -> Upload:
    """The file with a name that is only a name; if it is text, without its secrets."""
    name = upload.name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "").strip()[-_LONGEST_NAME:]
    content_type = upload.content_type.split(";")[0].strip().lower()[:150] or "application/octet-stream"
    file = File.from_outside(name or "file", content_type, upload.data)
    return Upload(file.name, content_type, file.data)
