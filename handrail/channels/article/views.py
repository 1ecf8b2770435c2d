"""A reader's comment on an article: posted below the article's own address."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handrail.channels.article.joining import mailbox_for
from handrail.channels.article.recording import record
from handrail.core.abuse import Verdict, client_address, judge
from handrail.helpcenter.reading.pages import found_at, path_in, siblings_of
from handrail.helpcenter.views.door import Reading, for_readers, posted_by_strangers
from handrail.helpcenter.views.reading import page_of

LONGEST_COMMENT = 5_000
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3


@posted_by_strangers
@require_POST
@for_readers
def comment(reading: Reading, slug: str) -> HttpResponse:
    """Take it: a conversation that somebody answers by mail. Then back to the article, which says so."""
    found = found_at(reading.site, reading.reader, reading.language, slug)
    mailbox = mailbox_for(reading.site)
    if found is None or mailbox is None:
        raise Http404
    told = reading.request.POST
    text = told.get("words", "").replace("\x00", "").strip()[:LONGEST_COMMENT]
    address = told.get("email", "").strip()
    if not (error := _wrong(text, address)):
        verdict, _why = judge(
            "comment", {"website": told.get("website", "")}, ip=client_address(reading.request)
        )
        if verdict != Verdict.REFUSE:
            is_spam = verdict == Verdict.HOLD
            record(found, mailbox, text=text, address=address, once=_once(reading.request), is_spam=is_spam)
            return redirect(f"{path_in(reading.language, found)}?commented=1#comment")
        error = _("Too much came from your connection. Please send it again in some minutes.")
    reading.reads(found.article_id)
    page = page_of(reading, found, siblings_of(found, reading.reader))
    told_back = {"comment_error": error, "comment_words": text, "comment_email": address[:300]}
    return reading.show("helpcenter/public/article.html", status=422, **page | told_back)


def _wrong(text: str, address: str) -> str:
    if not text:
        return _("Write what you would like to say.")
    try:
        if len(address) > _LONGEST_ADDRESS:
            raise ValidationError("")
        validate_email(address)
    except ValidationError:
        return _("This is no e-mail address: write one such as dora@example.org.")
    return ""


def _once(request: HttpRequest) -> uuid.UUID:
    """The page's own id of this comment, bound to its words: sent twice it is one, changed it is another."""
    try:
        once = uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid.uuid4()
    return uuid.uuid5(once, request.POST.get("words", "") + request.POST.get("email", ""))
