"""What people do with saved replies and macros; changing one leaves an audit entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent, Mailbox, mailbox_ids
from handrail.accounts.permissions import May
from handrail.core.audit import audit
from handrail.core.rich_text import text_as_written, written_html, written_text
from handrail.playbooks.models import Macro, SavedReply, SavedText, Shared
from handrail.playbooks.steps import STEPS, Asked, StepRefused
from handrail.playbooks.variables import VariableRefused, check

MOST_OF_TEAM, MOST_OF_ONE = 1000, 300
MOST_LANGUAGES, MOST_STEPS, LONGEST = 20, 20, 50_000
_PICTURE = re.compile(r"<img\b[^>]*>")


@dataclass(frozen=True)
class Variant:
    """What is to be said in one language: as the editor sent it, or (without script) as plain text."""

    language: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class Sharing:
    """Whose it is to be (none: the team's), and for which mailboxes (none: for all)."""

    agent: Agent | None
    mailboxes: Sequence[Mailbox] = ()


@needs(May.REPLY)
@transaction.atomic
def save_reply(
    reply: SavedReply | None,
    *,
    title: str,
    variants: Iterable[Variant],
    sharing: Sharing,
    by: Agent,
    folder: str = "",
    owner: Agent | None = None,
    review_on: date | None = None,
) -> SavedReply:
    """Make or change a saved reply. Raises ValidationError in words for whoever wrote it."""
    kept = {text.language: text for text in reply.texts.all()} if reply else {}
    texts = _cleaned(variants, kept)
    reply = reply or SavedReply()
    reply.title, reply.folder, reply.review_on = title.strip(), " ".join(folder.split()), review_on
    reply.owner = owner if sharing.agent is None else None
    _keep(reply, sharing, by)
    reply.texts.all().delete()
    SavedText.objects.bulk_create(
        SavedText(reply=reply, language=language, html=html, text=written_text(html))
        for language, html in texts.items()
    )
    audit(by, "saved reply changed", reply=reply.pk, title=reply.title)
    return reply


@needs(May.REPLY)
@transaction.atomic
def copy_reply(reply: SavedReply, *, by: Agent) -> SavedReply:
    """One's own copy of a saved reply, to change as one likes."""
    variants = [Variant(text.language, text.text, text.html) for text in reply.texts.all()]
    title = _("%(title)s (copy)") % {"title": reply.title[:100]}
    sharing = Sharing(by, list(reply.mailboxes.all()))
    return save_reply(None, title=title, variants=variants, sharing=sharing, by=by, folder=reply.folder)


@needs(May.REPLY)
@transaction.atomic
def delete_reply(reply: SavedReply, *, by: Agent) -> None:
    """Delete it; macros that use it say so when they run."""
    audit(by, "saved reply deleted", reply=reply.pk, title=reply.title)
    reply.delete()


@needs(May.NOTE)
@transaction.atomic
def save_macro(
    macro: Macro | None,
    *,
    name: str,
    steps: Iterable[tuple[str, str]],
    sharing: Sharing,
    by: Agent,
    key: str = "",
) -> Macro:
    """Make or change a macro. Raises ValidationError in words for whoever wrote it."""
    checked = [[step, _checked(step, value, Asked(by, sharing.agent is None))] for step, value in steps]
    if not checked or len(checked) > MOST_STEPS:
        raise ValidationError(_("A macro does at least one thing, and at most 20."))
    others = Macro.objects.exclude(pk=macro.pk) if macro else Macro.objects.all()
    if key and others.filter(agent=sharing.agent, key=key).exists():
        raise ValidationError({"key": _("Another macro has this key already: choose another one.")})
    macro = macro or Macro()
    macro.name, macro.key, macro.steps = name.strip(), key, checked
    _keep(macro, sharing, by)
    audit(by, "macro changed", macro=macro.pk, name=macro.name)
    return macro


@needs(May.NOTE)
@transaction.atomic
def delete_macro(macro: Macro, *, by: Agent) -> None:
    """Delete it; what it did stays done."""
    audit(by, "macro deleted", macro=macro.pk, name=macro.name)
    macro.delete()


def _cleaned(variants: Iterable[Variant], kept: dict[str, SavedText]) -> dict[str, str]:
    """The written HTML by language. A text area that still says what was kept changes nothing of it."""
    texts: dict[str, str] = {}
    for one in variants:
        old = kept.get(one.language)
        html = one.html or (old.html if old and _same(old.text, one.text) else text_as_written(one.text))
        html = written_html(_PICTURE.sub("", html))
        if not written_text(html).strip():
            continue
        if one.language in texts:
            raise ValidationError(_("Two texts are in the same language: choose another for one."))
        texts[one.language] = html
        _check_text(html)
    if not texts or len(texts) > MOST_LANGUAGES:
        raise ValidationError(_("Write what it says, in at least one language and at most 20."))
    return texts


def _same(kept: str, told: str) -> bool:
    return kept.split() == told.split()


def _check_text(html: str) -> None:
    if len(html) > LONGEST:
        raise ValidationError(_("That is too long for a saved reply."))
    try:
        check(html)
    except VariableRefused as problem:
        raise ValidationError(str(problem)) from None


def _keep(shared: Shared, sharing: Sharing, by: Agent) -> None:
    """Save whose it is and where. Mailboxes that the writer may not see stay as they were."""
    if sharing.agent is None and not by.is_admin:
        raise ValidationError(_("Only leads and owners change what is the team's."))
    unseen: list[Any] = []
    if shared.pk is None:
        most = MOST_OF_ONE if sharing.agent else MOST_OF_TEAM
        if type(shared)._default_manager.filter(agent=sharing.agent).count() >= most:
            raise ValidationError(_("There are too many already: delete some that nobody uses."))
    else:
        unseen = list(shared.mailboxes.exclude(pk__in=mailbox_ids(by)))
    shared.agent, shared.updated_at = sharing.agent, timezone.now()
    shared.everywhere = not sharing.mailboxes and not unseen
    shared.full_clean()
    shared.save()
    shared.mailboxes.set([*sharing.mailboxes, *unseen])


def _checked(step: str, value: str, asked: Asked) -> str:
    if step not in STEPS:
        raise ValidationError(_("A macro cannot do that: choose something from the list."))
    try:
        return STEPS[step].check(value, asked)
    except StepRefused as problem:
        raise ValidationError(f"{STEPS[step].label}: {problem}") from None
