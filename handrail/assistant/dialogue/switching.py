"""The kill switch, asked of the database each time; and what leads leave to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.assistant.dialogue.hearing import Topics
from handrail.assistant.dialogue.words_of import SHIPPED_TOPICS, phrases
from handrail.assistant.models import Switch, Topic
from handrail.core.audit import audit
from handrail.core.remembered import forget_remembered, remembered

MOST_TOPICS = 40
MOST_WORDS, LONGEST_WORDS = 200, 80  # of one topic in one language; characters of one
_LOCK = 7_240_612  # of PostgreSQL's advisory locks: held shared by whoever is about to say something


def is_stopped() -> bool:
    """Whether the kill switch is pulled, for somebody who only looks."""
    return Switch.objects.filter(pk=1, is_stopped=True).exists()


def may_not_speak() -> bool:
    """The same inside a transaction that is about to say something: until it ends, nobody pulls the switch.

    So what was said was committed before the switch, or is not said.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])
    return is_stopped()


@needs(May.SETTINGS)
def stop(*, by: Agent) -> bool:
    """Pull the kill switch: from now on nothing is said, and who is in front of it goes to people, by a job.

    False when it was pulled before.
    """
    return _switch(by, is_stopped=True)


@needs(May.SETTINGS)
def resume(*, by: Agent) -> bool:
    """Let it answer again where it is on; who was handed over stays with people."""
    return _switch(by, is_stopped=False)


@transaction.atomic
def _switch(by: Agent, *, is_stopped: bool) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    switch = Switch.objects.get_or_create(pk=1)[0]
    if switch.is_stopped == is_stopped:
        return False
    switch.is_stopped = is_stopped
    switch.save()
    audit(by, "assistant stopped" if is_stopped else "assistant resumed")
    if is_stopped:
        from handrail.assistant.tasks import hand_over_open  # which hands over by the verbs

        hand_over_open.defer()
    return True


@remembered
def topics() -> Topics:
    """What goes to people at once; remembered for as long as a page may be behind."""
    rows = list(Topic.objects.all())
    off = {row.key for row in rows if not row.is_on}
    shipped = tuple(key for key in SHIPPED_TOPICS if key not in off)
    own = {row.key: phrases(chain.from_iterable(row.words.values())) for row in rows if row.is_on}
    return Topics(shipped, {key: found for key, found in own.items() if found})


@needs(May.SETTINGS)
@transaction.atomic
def set_topic(
    key: str,
    *,
    by: Agent,
    name: str = "",
    words: Mapping[str, Sequence[str]] | None = None,
    is_on: bool = True,
) -> Topic:
    """Keep a matter for people: a shipped one, with words beside its own, or one of the team's.

    `words` are phrases by language; one that ends with * stands for all that begin like it. Raises
    ValidationError, with a sentence.
    """
    kept = {language: _sound(found) for language, found in (words or {}).items()}
    kept = {language: found for language, found in kept.items() if found}
    if key not in SHIPPED_TOPICS and not (name.strip() and kept):
        raise ValidationError(_("Give the topic a name and at least one word."))
    if not Topic.objects.filter(key=key).exists() and Topic.objects.count() >= MOST_TOPICS:
        raise ValidationError(_("There are too many topics."))
    told = {"name": name.strip()[:60], "words": kept, "is_on": is_on}
    topic = Topic.objects.update_or_create(key=key, defaults=told)[0]
    audit(by, "assistant topic changed", key=key, **told)
    forget_remembered()
    return topic


@needs(May.SETTINGS)
@transaction.atomic
def remove_topic(key: str, *, by: Agent) -> bool:
    """Forget one of the team's own topics, or what was added to a shipped one; False when there is none."""
    gone, _rows = Topic.objects.filter(key=key).delete()
    if gone:
        audit(by, "assistant topic removed", key=key)
        forget_remembered()
    return bool(gone)


def _sound(found: Sequence[str]) -> list[str]:
    trimmed = [" ".join(one.replace("\x00", "").split())[:LONGEST_WORDS] for one in found]
    return [one for one in dict.fromkeys(trimmed) if phrases([one])][:MOST_WORDS]
