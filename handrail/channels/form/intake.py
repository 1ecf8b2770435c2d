"""Kept first, then read into a conversation; what fails is held with its reason, never lost."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from handrail.channels.form.guarding import masked
from handrail.channels.form.models import Form, Submission, SubmissionFile, SubmissionState
from handrail.channels.form.reading import Sent
from handrail.channels.form.recording import record
from handrail.core import blobs
from handrail.core.jobs import note_failure, note_success
from handrail.core.verbs import together

READ_ANYWAY_AFTER = 30  # seconds: a page that was killed after keeping leaves the reading to this job
MOST_ATTEMPTS = 8
TO_BE_READ = (SubmissionState.NEW, SubmissionState.FAILED)


@dataclass(frozen=True)
class Arrival:
    """How something came: the sending's own id, the visitor's language, why it is held, if it is, and the id
    of the page it was written on.
    """

    once: uuid.UUID
    language: str
    held: str = ""
    page: uuid.UUID | None = None


def take(form: Form, sent: Sent, arrival: Arrival) -> Submission:
    """Keep what was sent (durable from here on), and read it. The same `once` twice is one submission."""
    kept, is_new = keep(form, sent, arrival)
    return process(kept.pk) if is_new and kept.state == SubmissionState.NEW else kept


def keep(form: Form, sent: Sent, arrival: Arrival) -> tuple[Submission, bool]:
    """Store it, secrets masked, in one commit with the job that reads it; False when it was there before."""
    from handrail.channels.form import tasks

    known = Submission.objects.filter(form=form, once=arrival.once)
    if found := known.first():
        return found, False
    kept = masked(form, sent)
    try:
        with transaction.atomic():
            submission = Submission.objects.create(
                form=form,
                once=arrival.once,
                page=arrival.page,
                language=arrival.language,
                values=kept.values,
                state=SubmissionState.HELD if arrival.held else SubmissionState.NEW,
                reason=arrival.held[:500],
            )
            _keep_files(submission, kept)
            if not arrival.held:
                tasks.read.configure(schedule_in={"seconds": READ_ANYWAY_AFTER}).defer(
                    submission=submission.pk
                )
    except IntegrityError:
        return known.get(), False
    return submission, True


def _keep_files(submission: Submission, kept: Sent) -> None:
    for key, uploads in kept.files.items():
        for upload in uploads:
            SubmissionFile.objects.create(
                submission=submission,
                field=key,
                name=upload.name,
                content_type=upload.content_type,
                blob=blobs.put(upload.data),
            )


def process(pk: int) -> Submission:
    """Read a kept submission into a conversation; twice is as good as once. A failure is shown to admins."""
    try:
        with together():
            submission = Submission.objects.select_for_update(of=("self",)).select_related("form").get(pk=pk)
            if submission.state not in TO_BE_READ:
                return submission
            record(submission)
            _forget_words(submission)
    except Exception as error:
        note_failure("read form", str(pk), error)
        return _mark_failed(pk, error)
    if submission.attempts > 1:
        note_success("read form", str(pk))
    return submission


def process_again(pk: int) -> None:
    """What the queue does: read it, and if that fails, again later, a few times."""
    from handrail.channels.form import tasks

    submission = process(pk)
    if submission.state == SubmissionState.FAILED and submission.attempts < MOST_ATTEMPTS:
        later = tasks.read.configure(schedule_in={"seconds": 4**submission.attempts})
        later.defer(submission=pk)


def _forget_words(submission: Submission) -> None:
    """The conversation has them now, and nothing else needs to."""
    submission.state, submission.reason, submission.values = SubmissionState.DONE, "", {}
    submission.attempts += 1
    submission.save()
    forget_files(submission)


def forget_files(submission: Submission) -> None:
    """Drop the files of a submission, and the bytes if nobody else has them."""
    for file in list(submission.files.all()):
        file.delete()
        blobs.forget(file.blob_id)


def _mark_failed(pk: int, error: Exception) -> Submission:
    reason = f"{type(error).__name__} while it was read; process it again after an update."
    submission = Submission.objects.get(pk=pk)
    submission.state, submission.reason = SubmissionState.FAILED, reason
    submission.attempts += 1
    submission.save(update_fields=["state", "reason", "attempts"])
    return submission


def release(submission: Submission) -> Submission:
    """Read one that is held or failed, now."""
    changed = Submission.objects.filter(pk=submission.pk, state__in=[SubmissionState.HELD, *TO_BE_READ])
    changed.update(state=SubmissionState.NEW)
    return process(submission.pk)


@transaction.atomic
def dismiss(submission: Submission) -> None:
    """Nobody needs it: its words and files go, that it came stays."""
    found = Submission.objects.select_for_update().get(pk=submission.pk)
    if found.state == SubmissionState.DONE:
        return
    found.state, found.values, found.completed_at = SubmissionState.DISMISSED, {}, timezone.now()
    found.save(update_fields=["state", "values", "completed_at"])
    forget_files(found)
