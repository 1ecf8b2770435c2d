"""What looks like a robot's is held as long as the mailbox keeps spam. What could not be read stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from handrail.accounts.models import Mailbox
from handrail.channels.form.intake import forget_files
from handrail.channels.form.models import Submission, SubmissionState
from handrail.conversations.retention import HELD, MOST_A_NIGHT


def held_before(mailbox: Mailbox, before: datetime, erase: bool) -> int:
    """How many sendings of a mailbox's forms are held since before then; or they have just been erased."""
    found = Submission.objects.filter(
        form__mailbox=mailbox, state=SubmissionState.HELD, received_at__lt=before
    )
    if not erase:
        return found.count()
    done = 0
    for one in found.order_by("pk")[:MOST_A_NIGHT]:
        with transaction.atomic():
            forget_files(one)
            one.delete()
        done += 1
    return done


HELD.append(held_before)
