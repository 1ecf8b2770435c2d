"""Index again what went through an older analysis: after an update, by a job, while search goes on."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef

from handrail.helpcenter.models import Passage, Translation, TranslationQuerySet
from handrail.helpcenter.search.analysis import VERSION
from handrail.helpcenter.search.indexing import index_again

log = logging.getLogger(__name__)


def outdated() -> TranslationQuerySet:
    """What is published and did not go through today's analysis yet."""
    fresh = Passage.objects.filter(translation=OuterRef("pk"), version=VERSION)
    published = Translation.objects.filter(published__isnull=False, article__is_template=False)
    return published.filter(~Exists(fresh))


def renew() -> None:
    """Index it again, each article in a commit of its own; one that fails keeps the others from nothing."""
    for key in list(outdated().order_by("pk").values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                for translation in Translation.objects.select_for_update(no_key=True).filter(pk=key):
                    index_again(translation)
        except Exception:
            log.exception("an article was not indexed again", extra={"translation": key})
