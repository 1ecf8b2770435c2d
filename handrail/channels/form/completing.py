"""What was missing comes, by the signed link: it joins the conversation it belongs to."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from handrail.channels.form.asking import missing_fields
from handrail.channels.form.guarding import masked
from handrail.channels.form.languages import speaking
from handrail.channels.form.models import Submission
from handrail.channels.form.reading import Sent
from handrail.channels.form.recording import pasted, put_answers, told_of
from handrail.conversations.models import Message
from handrail.conversations.verbs import File, Words, receive
from handrail.core.plain_text import text_to_html
from handrail.core.verbs import together


def complete(submission: Submission, sent: Sent) -> bool:
    """Add the answers to the conversation in one commit; False when that was done before."""
    with together(), transaction.atomic():
        found = (
            Submission.objects.select_for_update(of=("self",)).select_related("form").get(pk=submission.pk)
        )
        conversation = found.conversation
        if found.completed_at is not None or conversation is None:
            return False
        kept, fields = masked(found.form, sent), missing_fields(found)
        with speaking(found.form.languages[0]):
            text = told_of(found.form, fields, kept.values)
            files = tuple(
                File.kept(one.name, one.content_type, one.data)
                for some in kept.files.values()
                for one in some
            )
            receive(
                conversation,
                words=Words(
                    text=text,
                    html=text_to_html(text),
                    subject=conversation.subject,
                    language=found.language or None,
                    sender=_sender(found),
                    files=pasted(fields, kept.values) + files,
                    channel="form",
                ),
                by=conversation.customer.as_actor(),
                once=uuid.uuid5(found.public_id, "more"),
            )
            put_answers(conversation, found.form, fields, kept.values)
        found.completed_at = timezone.now()
        found.save(update_fields=["completed_at"])
    return True


def _sender(submission: Submission) -> dict[str, str]:
    """Who wrote first: the link went to them."""
    first = Message.objects.filter(once=submission.public_id).values_list("sender", flat=True).first()
    return first or {}
