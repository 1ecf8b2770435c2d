"""What is said right after publishing: where readers see it, and which of its links lead nowhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handrail.helpcenter.addresses import path_of
from handrail.helpcenter.checking import check_ours
from handrail.helpcenter.models import Translation

MOST_NAMED = 5


def tell_published(request: HttpRequest, found: Translation) -> str:
    """The words for it, with the way there; links that lead nowhere get a message of their own."""
    found = Translation.objects.select_related("published", "article", "site").get(pk=found.pk)
    if broken := check_ours(found):
        count, names = len(broken), [*broken[:MOST_NAMED], *(["…"] if len(broken) > MOST_NAMED else [])]
        told = ngettext(
            "%(num)s link leads nowhere: %(names)s", "%(num)s links lead nowhere: %(names)s", count
        )
        messages.error(request, told % {"num": count, "names": ", ".join(names)})
    label = _("Show it as readers see it")
    return format_html('{} <a class="button" href="{}">{}</a>', _("Published."), path_of(found), label)
