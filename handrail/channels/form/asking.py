"""What is missing is asked for once: one automatic mail, in the customer's language, that stands for the
acknowledgement and holds a signed link to a page which adds the answers to the same conversation.

The conversation waits for nothing: it is in the queue as before, and no clock hears of the mail.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from handrail.channels.email.models import AcknowledgedOnce
from handrail.channels.email.sending.acknowledging import with_number
from handrail.channels.email.sending.breaker import may_answer_automatically, note_automatic
from handrail.channels.form.door import DOOR
from handrail.channels.form.fields import FormField, fields_of, is_asked, said
from handrail.channels.form.languages import speaking
from handrail.channels.form.models import Submission, SubmissionState
from handrail.conversations.models import Conversation, Message, Place
from handrail.conversations.verbs import Words, acknowledge
from handrail.core.plain_text import text_to_html
from handrail.routing.hours import closed_until
from handrail.routing.models import hours_of
from handrail.routing.waits import waits_said

VALID = timedelta(days=30)
_SALT = "handrail.form.more"


def missing_of(submission: Submission, fields: Sequence[FormField]) -> list[FormField]:
    """The fields that would help, were asked by their condition, and are empty."""
    values = submission.values
    with_files = set(submission.files.values_list("field", flat=True))
    return [
        one
        for one in fields
        if one.helps
        and not values.get(one.key)
        and one.key not in with_files
        and is_asked(one, fields, lambda key: values.get(key, ""))
    ]


def ask_for_missing(conversation: Conversation, submission: Submission) -> bool:
    """Ask by mail where the form does so, something is missing and somebody can be reached; never twice."""
    form, address = submission.form, _address_of(submission)
    may_ask = form.asks_missing and submission.missing and submission.asked_at is None and address
    if not may_ask or conversation.place != Place.INBOX or not DOOR.reaches(conversation):
        return False
    if AcknowledgedOnce.objects.filter(conversation=conversation).exists():
        return False
    if not may_answer_automatically(address, form.mailbox, proven=False):
        return False
    wanted = [one for one in fields_of(form.fields) if one.key in submission.missing]
    names = [said(one.label, form.languages[0], form.languages[0]) for one in wanted]
    is_away = closed_until(hours_of(form.mailbox_id), timezone.now()) is not None
    words = _words(conversation, submission, wanted, address)
    told = acknowledge(conversation, words=words, within_hours=not is_away, asked=names)
    AcknowledgedOnce.objects.create(conversation=conversation, entry=told)
    note_automatic(address, form.mailbox)
    submission.asked_at = timezone.now()
    return True


def address_of(submission: Submission) -> str:
    """Where the answer goes, as it was typed: kept with the submission, then with the message alone; empty
    where none was asked for.
    """
    if submission.conversation_id is None:
        return _address_of(submission)
    sender = Message.objects.filter(once=submission.public_id).values_list("sender", flat=True).first()
    return str((sender or {}).get("address", ""))


def _address_of(submission: Submission) -> str:
    keys = [one.key for one in fields_of(submission.form.fields) if one.type == "email"]
    return next((submission.values[key] for key in keys if submission.values.get(key)), "")


def _words(
    conversation: Conversation, submission: Submission, wanted: Sequence[FormField], address: str
) -> Words:
    """What came, when an answer is to be expected (as the form says it), and what would help. Nothing that
    was typed comes back: the address may be somebody else's.
    """
    language = submission.language
    with speaking(language):
        lines = "\n".join(f"– {said(one.label, language, submission.form.languages[0])}" for one in wanted)
        paragraphs = [
            _("Your message has arrived. Its number is #%(number)s.") % {"number": conversation.number},
            waits_said(conversation.mailbox, DOOR.key, get_language() or "en"),
            _("It would help us to know as well:") + "\n" + lines,
            _("You can add it here: %(address)s") % {"address": address_of_more(submission)},
            _("If you do not have it at hand, you need not do anything."),
            conversation.mailbox.name,
        ]
        subject = with_number(_("Your message has arrived"), conversation.number)
    text = "\n\n".join(paragraphs)
    return Words(
        text=text,
        html=text_to_html(text),
        subject=subject,
        language=language or None,
        recipients={"to": [{"name": "", "address": address}]},
    )


def address_of_more(submission: Submission) -> str:
    """The whole address of the page that takes what is missing; whoever has it may add, and reads nothing."""
    token = signing.dumps(submission.public_id.hex, salt=_SALT)
    return settings.PUBLIC_URL.rstrip("/") + reverse("form_more", args=[token])


def submission_of(token: str) -> Submission | None:
    """The submission that a signed link is about; None for a forged, an old one, or one that is gone."""
    try:
        key = signing.loads(token, salt=_SALT, max_age=VALID)
        found = Submission.objects.select_related("form__mailbox", "conversation__customer")
        submission = found.filter(public_id=uuid.UUID(key), state=SubmissionState.DONE).first()
    except (signing.BadSignature, ValueError, TypeError):
        return None
    conversation = submission.conversation if submission else None
    return submission if conversation is not None and conversation.erased_at is None else None


def missing_fields(submission: Submission) -> tuple[FormField, ...]:
    """What the page asks for; always, whatever other answers were."""
    fields = fields_of(submission.form.fields)
    return tuple(replace(one, when=None, required=False) for one in fields if one.key in submission.missing)
