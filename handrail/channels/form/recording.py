"""From what was sent to a conversation: whose it is, its words, its files, and where each answer goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from handrail.assistant.beforehand import sent_anyway
from handrail.channels.form.asking import ask_for_missing, missing_of
from handrail.channels.form.fields import FieldType, FormField, fields_of, said
from handrail.channels.form.guarding import pasted_log
from handrail.channels.form.languages import speaking
from handrail.channels.form.models import Form, Submission
from handrail.channels.form.offers import INTO_FIELD, named, product_path
from handrail.conversations.events import FormSent
from handrail.conversations.fields.facts import FieldType as Kept
from handrail.conversations.fields.values import FieldWrong
from handrail.conversations.models import Conversation
from handrail.conversations.queries.field_facts import field_named
from handrail.conversations.timeline import record as record_entry
from handrail.conversations.verbs import File, Words, set_field, set_kind, start, tag
from handrail.conversations.verbs.fields import FieldRefused, KindRefused
from handrail.conversations.verbs.tagging import TagRefused
from handrail.core import blobs
from handrail.core.actors import Actor, ActorKind
from handrail.core.plain_text import text_to_html
from handrail.core.verbs import verb
from handrail.customers.verbs import find_or_create

_ALONE = (FieldType.EMAIL, FieldType.NAME, FieldType.SUBJECT, FieldType.MESSAGE, FieldType.LOG)


def record(submission: Submission) -> Conversation:
    """Begin the conversation of a submission and note it there; inside of a unit of work.

    A typed address proves nothing: it says whose customer it is, as an unproven mail does, and never finds
    an older conversation. Without one, each is somebody new.
    """
    with speaking(submission.form.languages[0]):
        return _record(submission)


def _record(submission: Submission) -> Conversation:
    form, fields = submission.form, fields_of(submission.form.fields)
    address, name = _first(submission, fields, "email"), _first(submission, fields, "name")
    facts: dict[str, Any] = {"language": submission.language, "created_at": submission.received_at}
    customer = find_or_create(address, name, typed=True, **facts)
    conversation = start(
        form.mailbox,
        customer=customer,
        words=words_of(submission, fields),
        by=customer.as_actor(name or address or _("Somebody without an address")),
        channel="form",
        once=submission.public_id,
    )
    submission.conversation = conversation
    _tell_form(conversation, name=form.name)
    sent_anyway(conversation, page=submission.page, channel="form")
    _sort(conversation, submission, fields)
    submission.missing = [one.key for one in missing_of(submission, fields)]
    ask_for_missing(conversation, submission)
    return conversation


@verb
def _tell_form(conversation: Conversation, /, *, name: str) -> None:
    record_entry(conversation, FormSent(name[:120]), by=Actor(ActorKind.RULE, name))


def words_of(submission: Submission, fields: Sequence[FormField]) -> Words:
    """The message with every other answer below it, under the names the team reads them by."""
    message, told = _first(submission, fields, "message"), told_of(submission.form, fields, submission.values)
    text = "\n\n".join(part for part in (message, told) if part)
    name, address = _first(submission, fields, "name"), _first(submission, fields, "email")
    mailbox = submission.form.mailbox
    return Words(
        text=text,
        html=text_to_html(message) + _listed(answers_of(submission.form, fields, submission.values)),
        subject=_first(submission, fields, "subject") or _subject(submission, message),
        language=submission.language or None,
        sender={"name": name[:200], "address": address},
        recipients={"to": [{"name": mailbox.name, "address": mailbox.address}]},
        files=_files(submission, fields),
    )


def _listed(answers: Sequence[tuple[str, str]]) -> str:
    """Answers as a list in safe HTML, each after the name of its question."""
    lines = (
        text_to_html(shown).replace("<p>", f"<p><b>{escape(label)}:</b> ", 1) for label, shown in answers
    )
    listed = "".join(f"<li>{line}</li>" for line in lines)
    return f"<ul>{listed}</ul>" if listed else ""


def _files(submission: Submission, fields: Sequence[FormField]) -> tuple[File, ...]:
    came = list(submission.files.order_by("pk").values_list("name", "content_type", "blob"))
    data = blobs.open_many([key for _name, _type, key in came])
    files = tuple(File.kept(name, content_type, data[key]) for name, content_type, key in came)
    return pasted(fields, submission.values) + files


def pasted(fields: Sequence[FormField], values: Mapping[str, str]) -> tuple[File, ...]:
    """Each log that was pasted as a file of its own, named by its field."""
    return tuple(
        pasted_log(one.key, values[one.key])
        for one in fields
        if one.type == FieldType.LOG and values.get(one.key)
    )


def _first(submission: Submission, fields: Sequence[FormField], type_of: str) -> str:
    found = (submission.values.get(one.key) for one in fields if one.type == type_of)
    return next((value for value in found if value), "")


def _subject(submission: Submission, message: str) -> str:
    line = " ".join(message.split("\n", 1)[0].split())
    return line if len(line) <= 80 else line[:79].rsplit(" ", 1)[0] + "…" if line else submission.form.name


def told_of(form: Form, fields: Sequence[FormField], values: Mapping[str, str]) -> str:
    """The answers as lines, under the names by which the team knows the fields; logs stand in files."""
    told = answers_of(form, fields, values)
    return "\n".join(f"{label}:{chr(10) if chr(10) in shown else ' '}{shown}" for label, shown in told)


def answers_of(form: Form, fields: Sequence[FormField], values: Mapping[str, str]) -> list[tuple[str, str]]:
    """The name of each question that was answered, and the answer as people read it."""
    first, found = form.languages[0], []
    for one in fields:
        value = values.get(one.key, "")
        if not value or one.type in _ALONE:
            continue
        shown = _("yes") if one.type == FieldType.TICK else named(one, value, first, first)
        found.append((said(one.label, first, first), shown))
    return found


def _sort(conversation: Conversation, submission: Submission, fields: Sequence[FormField]) -> None:
    form = submission.form
    by = Actor(ActorKind.RULE, form.name)
    _try_kind(conversation, form.kind, by)
    for name in form.tags:
        _try_tag(conversation, name, by)
    put_answers(conversation, form, fields, submission.values)


def put_answers(
    conversation: Conversation, form: Form, fields: Sequence[FormField], values: Mapping[str, str]
) -> None:
    """Set kind, tags and fields as the form says; what can no longer be set is read in the message anyway."""
    by = Actor(ActorKind.RULE, form.name)
    for one in fields:
        if not (value := values.get(one.key, "")):
            continue
        if one.goes == "kind":
            _try_kind(conversation, value, by)
        elif one.goes == "tag":
            _try_tag(conversation, _words(one, value, form, as_label=True), by)
        elif one.goes.startswith(INTO_FIELD):
            version = next((values.get(other.key, "") for other in fields if other.type == "version"), "")
            _try_field(conversation, one, _words(one, value, form), value, version, by)


def _words(one: FormField, value: str, form: Form, *, as_label: bool = False) -> str:
    first = form.languages[0]
    if one.type == FieldType.TICK:
        return said(one.label, first, first) if as_label else _("yes")
    return named(one, value, first, first)


def _try_field(
    conversation: Conversation, one: FormField, words: str, value: str, version: str, by: Actor
) -> None:
    key = one.goes.removeprefix(INTO_FIELD)
    kept = field_named(key)
    told: object = words if kept and kept.type == Kept.TEXT else value
    if kept and kept.type == Kept.PRODUCT:
        told = product_path(value, version)
    try:
        set_field(conversation, key=key, value=told, by=by)
    except (FieldWrong, FieldRefused):
        return


def _try_kind(conversation: Conversation, key: str, by: Actor) -> None:
    try:
        if key:
            set_kind(conversation, to=key, by=by)
    except KindRefused:
        return


def _try_tag(conversation: Conversation, name: str, by: Actor) -> None:
    try:
        tag(conversation, name=name, by=by)
    except TagRefused:
        return
