"""Write the open letter in a language; let readers see it; take it back."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from handrail.accounts.gate import needs
from handrail.accounts.models import Agent
from handrail.accounts.permissions import May
from handrail.core.audit import audit
from handrail.helpcenter.models import Site
from handrail.outreach.models import LetterText, LetterVersion
from handrail.outreach.models.letter import LONGEST_PART
from handrail.outreach.verbs.words import tidied


@dataclass(frozen=True)
class LetterWords:
    """What a letter says: Markdown, but for its title."""

    title: str
    opening: str = ""
    well: str = ""
    badly: str = ""


@needs(May.SETTINGS)
@transaction.atomic
def save_letter(site: Site, *, language: str, words: LetterWords, by: Agent | None) -> LetterVersion:
    """Keep another version as the newest, for nobody but the team; the same words once more are none.

    Raises ValidationError in words for whoever wrote it.
    """
    told = _checked(words)
    letter, _is_new = LetterText.objects.get_or_create(site=site, language=language)
    letter = LetterText.objects.select_for_update(of=("self",)).select_related("latest").get(pk=letter.pk)
    latest = letter.latest
    if latest is not None and all(getattr(latest, name) == text for name, text in told.items()):
        return latest
    letter.latest = LetterVersion.objects.create(
        letter=letter,
        number=(letter.versions.aggregate(last=Max("number"))["last"] or 0) + 1,
        author=by,
        by=str(by) if by else "Handrail",
        **told,
    )
    letter.save(update_fields=["latest"])
    return letter.latest


@needs(May.SETTINGS)
@transaction.atomic
def publish_letter(version: LetterVersion, *, is_new: bool = False, by: Agent | None) -> LetterText:
    """Readers see this version from now on, in the place of any other; twice is as good as once.

    A letter that readers see keeps its date, as after a word was set right, unless it `is_new` to them.
    """
    letter = LetterText.objects.select_for_update().get(pk=version.letter_id)
    if letter.published_id != version.pk:
        is_dated = is_new or letter.published_at is None
        letter.published_at = timezone.now() if is_dated else letter.published_at
        letter.published = version
        letter.save(update_fields=["published", "published_at"])
        told = {"site": letter.site_id, "language": letter.language, "version": version.number}
        audit(by, "open letter published", **told, dated=is_dated)
    return letter


@needs(May.SETTINGS)
@transaction.atomic
def discard_letter_draft(letter: LetterText, *, by: Agent | None) -> LetterText:
    """What readers see is the newest again, or nothing is; what was written stays among the versions."""
    letter = LetterText.objects.select_for_update().get(pk=letter.pk)
    if letter.latest_id != letter.published_id:
        letter.latest = letter.published
        letter.save(update_fields=["latest"])
        audit(by, "open letter draft discarded", site=letter.site_id, language=letter.language)
    return letter


@needs(May.SETTINGS)
@transaction.atomic
def withdraw_letter(letter: LetterText, *, by: Agent | None) -> LetterText:
    """Readers see it no more in this language; its versions stay."""
    letter = LetterText.objects.select_for_update().get(pk=letter.pk)
    if letter.published_id:
        letter.published, letter.published_at = None, None
        letter.save(update_fields=["published", "published_at"])
        audit(by, "open letter withdrawn", site=letter.site_id, language=letter.language)
    return letter


def _checked(words: LetterWords) -> dict[str, str]:
    told = {name: tidied(text) for name, text in vars(words).items()}
    if not told["title"] or len(told["title"]) > 200:
        raise ValidationError(_("Give it a title of at most 200 characters."))
    if any(len(text) > LONGEST_PART for text in told.values()):
        raise ValidationError(_("Each part has at most 20,000 characters."))
    return told
