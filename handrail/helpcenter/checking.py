"""Links and files of what readers see that lead nowhere: looked for every night, and when something changes.

What is ours is asked of the database. Other people's servers are asked only where an admin has switched that
on, through the guard against requests into our own network, each address once a night.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from handrail.accounts.models import Agent
from handrail.core.outside import Answered, OutsideError, TooLong, fetch
from handrail.helpcenter.drawing import draw
from handrail.helpcenter.models import BrokenLink, Revision, Translation, Visibility
from handrail.helpcenter.readers import STRANGER, Reader, reader_for
from handrail.helpcenter.rendering import Rendered

MOST_OUTSIDE = 500  # addresses of others in one night
NOWHERE = gettext_noop("Nothing is there")
_SHUT = {401, 403, 405, 406, 429}  # somebody is there, and wants no programs
_OUTSIDE = re.compile(r'href="(https?://[^"#\s]{1,480})')


def check_all() -> int:
    """Look at everything that is published; returns how many links are broken."""
    known: dict[str, str] = {}
    found = 0
    for pk in Translation.objects.filter(published__isnull=False).order_by("pk").values_list("pk", flat=True):
        found += check(pk, known)
    BrokenLink.objects.filter(translation__published=None).delete()
    return found


def check_links_to(article: int) -> int:
    """Look at what readers see that names an article, by its slug in any language; returns how many broke."""
    slugs = set(Translation.all_objects.filter(article=article).values_list("slug", flat=True))
    named = reduce(or_, (Q(published__body__contains=slug) for slug in slugs), Q(pk__in=[]))
    found = Translation.objects.filter(named, published__isnull=False).exclude(article=article)
    known: dict[str, str] = {}
    return sum(check(pk, known) for pk in found.order_by("pk").values_list("pk", flat=True))


def check(pk: int, known: dict[str, str] | None = None) -> int:
    """Look at one article in one language. `known` remembers what other servers said (empty: it is there)."""
    one = Translation.objects.select_related("published", "article", "site").filter(pk=pk).first()
    if one is None or one.published is None:
        return 0
    drawn = _drawn(one, one.published)
    broken = _ours(one, drawn)
    if one.site.checks_outside:
        outside = _broken_outside(_OUTSIDE.findall(drawn.html), {} if known is None else known)
        broken += [
            BrokenLink(translation=one, target=target, reason=reason[:120], is_outside=True)
            for target, reason in outside
        ]
    _keep(one, one.broken_links.all(), {link.target: link for link in broken}.values())
    return len(broken)


def check_ours(one: Translation) -> list[str]:
    """What it names of ours that is not there, looked up at once; other servers are asked at night."""
    if one.published is None:
        return []
    broken = {link.target: link for link in _ours(one, _drawn(one, one.published))}
    _keep(one, one.broken_links.filter(is_outside=False), broken.values())
    return list(broken)


def _drawn(one: Translation, words: Revision) -> Rendered:
    return draw(words.body, site=one.site, article=one.article, language=one.language, reader=_reader(one))


def _ours(one: Translation, drawn: Rendered) -> list[BrokenLink]:
    return [BrokenLink(translation=one, target=target[:500], reason=NOWHERE) for target in drawn.broken]


def _reader(one: Translation) -> Reader:
    """What everybody reads leads somewhere for everybody; what few read, or nobody yet, for the team."""
    is_open = one.article.visibility == Visibility.PUBLIC and one.site.is_on
    return STRANGER if is_open else reader_for(Agent())


@transaction.atomic
def _keep(one: Translation, before: QuerySet[BrokenLink], broken: Iterable[BrokenLink]) -> None:
    """What was broken `before` and is no more is forgotten; what still is keeps the day it was found on."""
    links = list(broken)
    before.exclude(target__in=[link.target for link in links]).delete()
    BrokenLink.objects.bulk_create(
        links,
        update_conflicts=True,
        unique_fields=["translation", "target"],
        update_fields=["reason", "is_outside"],
    )


def _broken_outside(addresses: Iterable[str], known: dict[str, str]) -> Iterator[tuple[str, str]]:
    for address in dict.fromkeys(addresses):
        if address not in known and len(known) < MOST_OUTSIDE:
            known[address] = _said_by(address)
        if known.get(address):
            yield address, known[address]


def _said_by(address: str) -> str:
    """Why an address leads nowhere; empty when it is there, or does not let programs in."""
    try:
        fetch(address, accept="*/*", most_bytes=16 * 1024)
    except TooLong:
        return ""
    except Answered as answer:
        return "" if answer.status in _SHUT else str(answer)
    except OutsideError as problem:
        return str(problem)
    return ""
