"""A reader's comment on an article: posted below the article's own address."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from handrail.channels.article.joining import mailbox_for
from handrail.channels.article.recording import about_article, record
from handrail.channels.article.taking import read_comment
from handrail.helpcenter.reading.pages import found_at, path_in, siblings_of
from handrail.helpcenter.views.door import Reading, for_readers, posted_by_strangers
from handrail.helpcenter.views.reading import page_of


@posted_by_strangers
@require_POST
@for_readers
def comment(reading: Reading, slug: str) -> HttpResponse:
    """Take it: a conversation that somebody answers by mail. Then back to the article, which says so."""
    found = found_at(reading.site, reading.reader, reading.language, slug)
    mailbox = mailbox_for(reading.site)
    if found is None or mailbox is None:
        raise Http404
    told = read_comment(reading.request)
    if not told.error:
        record(about_article(found), mailbox, told)
        return redirect(f"{path_in(reading.language, found)}?commented=1#comment")
    reading.reads(found.article_id)
    page = page_of(reading, found, siblings_of(found, reading.reader))
    wrong = page | told.as_typed()
    return told.refused_by(reading.show("helpcenter/public/article.html", status=told.status, **wrong))
