"""The team's tags: renamed, merged, deleted, and who may make new ones.

Entries keep the word that was put on: a renamed tag does not rewrite what happened.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent
from handrail.conversations.bulk import in_batches
from handrail.conversations.events import Retagged, Untagged
from handrail.conversations.models import Conversation, Tag, TagMakers, TagRule
from handrail.conversations.timeline import record
from handrail.core.actors import SYSTEM, Actor
from handrail.core.audit import audit


@transaction.atomic
def rename_tag(tag: Tag, *, name: str, by: Agent | None = None) -> None:
    """Give a tag another name, everywhere at once. Raises ValidationError."""
    name = " ".join(name.replace("\x00", "").split())
    if not 0 < len(name) <= 60:
        raise ValidationError({"name": _("Write a word of up to 60 letters.")})
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    if Tag.objects.filter(name__iexact=name).exclude(pk=tag.pk).exists():
        raise ValidationError({"name": _("There is a tag of this name: merge the two instead.")})
    old, tag.name = tag.name, name
    tag.save(update_fields=["name"])
    audit(by, "tag renamed", tag=tag.pk, old=old, name=name)


@transaction.atomic
def merge_tags(tag: Tag, *, into: Tag, by: Agent | None = None) -> None:
    """Let one tag become another: nobody can put it on from now on, and a job retags its conversations.

    Raises ValidationError when one is gone or going, both are the same, or another is becoming `tag`.
    """
    pair = {one.pk: one for one in Tag.objects.select_for_update().filter(pk__in=[tag.pk, into.pk])}
    if len(pair) < 2 or any(one.leaving for one in pair.values()):
        raise ValidationError(_("One of the two is no longer here: choose again."))
    _leave(pair[tag.pk], pair[into.pk], by)
    audit(by, "tags merged", tag=tag.pk, old=tag.name, into=into.pk, new=into.name)


@transaction.atomic
def delete_tag(tag: Tag, *, by: Agent | None = None) -> None:
    """Take a tag off everything, by a job, and then away. Twice is as good as once.

    Raises ValidationError while another tag is becoming this one.
    """
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    if not tag.leaving:
        _leave(tag, None, by)
        audit(by, "tag deleted", tag=tag.pk, name=tag.name)


def _leave(tag: Tag, into: Tag | None, by: Agent | None) -> None:
    from handrail.conversations import tasks

    if Tag.objects.filter(into=tag).exists():  # its job still puts this one on conversations
        raise ValidationError(_("Another tag is just becoming this one: try again in a minute."))
    tag.leaving, tag.into = True, into
    tag.save(update_fields=["leaving", "into"])
    tasks.take_tag_away.defer(tag=tag.pk, agent=by.pk if by else 0)


def take_tag_away(tag: int, agent: int) -> int:
    """Retag, or untag, the conversations of a leaving tag, and remove it; returns how many there were."""
    old = Tag.objects.select_related("into").filter(pk=tag, leaving=True).first()
    if old is None:
        return 0
    who = Agent.objects.filter(pk=agent).first()
    by = who.as_actor() if who else SYSTEM
    done = in_batches(Conversation.objects.filter(tags=old), lambda one: _retag(one, old, by))
    while not _remove(old):
        done += in_batches(Conversation.objects.filter(tags=old), lambda one: _retag(one, old, by))
    return done


@transaction.atomic
def _remove(tag: Tag) -> bool:
    """Remove a tag that is on nothing; False when somebody has put it on meanwhile.

    The lock is what an insertion that refers to the tag waits for.
    """
    Tag.objects.select_for_update().get(pk=tag.pk)
    if Conversation.objects.filter(tags=tag).exists():
        return False
    tag.delete()
    return True


def _retag(conversation: Conversation, old: Tag, by: Actor) -> None:
    conversation.tags.remove(old)
    if old.into is None:
        record(conversation, Untagged(tag=old.name), by=by)
        return
    conversation.tags.add(old.into)
    record(conversation, Retagged(old=old.name, new=old.into.name), by=by)


def tag_makers() -> str:
    """Who may make tags: a TagMakers."""
    rule = TagRule.objects.first()
    return rule.makers if rule else TagMakers.EVERYBODY


@transaction.atomic
def set_tag_makers(makers: str, *, by: Agent | None = None) -> None:
    """Say who may make tags. Raises ValueError for an unknown choice."""
    TagRule.objects.update_or_create(pk=1, defaults={"makers": TagMakers(makers)})
    audit(by, "tag makers changed", makers=makers)
