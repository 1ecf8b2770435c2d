"""Articles that are offered before a question is sent: in forms, in the portal, in chats."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest

from handrail.core.abuse import client_address, within
from handrail.helpcenter.models import Translation
from handrail.helpcenter.offering import offered
from handrail.helpcenter.readers import STRANGER, Reader
from handrail.helpcenter.sites import site_around

MOST = 3
_ASKED, _SECONDS = 60, 60  # so often a connection is answered: somebody who types pauses less often


class Suggestion(NamedTuple):
    """An article that may help: its title, its address, and what it is about."""

    title: str
    address: str
    summary: str = ""
    language: str = ""


def has_articles(request: HttpRequest, reader: Reader = STRANGER) -> bool:
    """Whether there is anything to suggest to this reader, where they are."""
    return Translation.objects.readable_by(reader).filter(site=site_around(request)).exists()


def suggested(
    request: HttpRequest, text: str, language: str, *, reader: Reader = STRANGER
) -> list[Suggestion]:
    """At most three articles of the site where they are, for what is being typed; none for whoever asks too
    often.
    """
    ip = client_address(request)
    if not text.strip() or not within("articles", ip, most=_ASKED, seconds=_SECONDS):
        return []
    site = site_around(request)
    found = offered(text, language.partition("-")[0], reader=reader, site=site, most=MOST)
    return [Suggestion(one.title, one.address, one.summary, one.language) for one in found]
