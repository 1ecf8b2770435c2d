"""Saved replies as a JSON file: to take along, to keep elsewhere, to bring from another system.

`{"saved_replies": [{"title": …, "folder": …, "own": false, "mailboxes": [addresses],
"texts": {"en": html}}]}`
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from handrail.accounts.models import Agent, Mailbox
from handrail.core.language import LANGUAGES
from handrail.playbooks.models import SavedReply
from handrail.playbooks.verbs import Sharing, Variant, save_reply

LARGEST = 2_000_000  # bytes of a file


def as_json(replies: Iterable[SavedReply]) -> str:
    """The file; `replies` come with their texts and mailboxes."""
    told = [
        {
            "title": reply.title,
            "folder": reply.folder,
            "own": reply.agent_id is not None,
            "mailboxes": [mailbox.address for mailbox in reply.mailboxes.all()],
            "texts": {text.language: text.html for text in reply.texts.all()},
        }
        for reply in replies
    ]
    return json.dumps({"saved_replies": told}, ensure_ascii=False, indent=2)


@transaction.atomic
def bring(raw: bytes, *, by: Agent) -> int:
    """Make the saved replies of a file, all or none, and say how many; one whose title is there is left out.

    An agent's become their own, a lead's the team's unless the file says `own`. Raises ValidationError.
    """
    made = 0
    for told in _lines(raw):
        sharing, title = _sharing(told, by), str(told.get("title", "")).replace("\x00", "").strip()
        if SavedReply.objects.filter(agent=sharing.agent, title__iexact=title).exists():
            continue
        try:
            folder = str(told.get("folder", ""))
            save_reply(None, title=title, folder=folder, variants=_variants(told), sharing=sharing, by=by)
        except ValidationError as problem:
            raise ValidationError(f"“{title[:80]}”: {' '.join(problem.messages)}") from None
        made += 1
    return made


def _lines(raw: bytes) -> list[dict[str, Any]]:
    try:
        if len(raw) > LARGEST:
            raise ValueError
        found = json.loads(raw.decode("utf-8-sig"))["saved_replies"]
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise TypeError
        if "\\u0000" in json.dumps(found, ensure_ascii=False).encode().decode():  # half a character fails too
            raise ValueError
    except (ValueError, TypeError, KeyError, RecursionError):
        sentence = _("This is no file of saved replies: choose a JSON file as “Export” makes it, up to 2 MB.")
        raise ValidationError(sentence) from None
    return found


def _sharing(told: dict[str, Any], by: Agent) -> Sharing:
    wanted = told.get("mailboxes") or []
    addresses = [str(address) for address in wanted] if isinstance(wanted, list) else []
    found = list(Mailbox.objects.visible_to(by).filter(address__in=addresses))
    if missing := set(addresses) - {mailbox.address for mailbox in found}:
        sentence = _("There is no mailbox %(address)s here: make it first, or take it out of the file.")
        raise ValidationError(sentence % {"address": sorted(missing)[0][:200]})
    return Sharing(by if told.get("own") or not by.is_admin else None, found)


def _variants(told: dict[str, Any]) -> list[Variant]:
    texts = told.get("texts")
    if not isinstance(texts, dict):
        raise ValidationError(_("Write what it says, in at least one language and at most 20."))
    if unknown := sorted(set(texts) - set(LANGUAGES)):
        raise ValidationError(_("“%(code)s” is no language we know.") % {"code": unknown[0][:20]})
    return [Variant(language, "", str(html)) for language, html in texts.items()]
