"""What a reader says to the team below a public page: read, and judged as strangers' words are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from handrail.core.abuse import Verdict, again_in, client_address, judge
from handrail.ui.words import number

LONGEST_COMMENT = 5_000
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3


@dataclass(frozen=True)
class Comment:
    """What was sent, and in one sentence what is wrong with it (`error`); the same `once` twice is one.

    `again_in`: too much came, and something may come again in so many seconds.
    """

    text: str
    address: str
    once: uuid.UUID
    error: str = ""
    is_spam: bool = False
    again_in: int = 0

    @property
    def status(self) -> int:
        """That of the page which says what is wrong."""
        return 429 if self.again_in else 422

    def refused_by(self, page: HttpResponse) -> HttpResponse:
        """The page that says what is wrong; programs too read when they may come again."""
        if self.again_in:
            page.headers["Retry-After"] = str(self.again_in)
        return page

    def as_typed(self) -> dict[str, str]:
        """What the page shows again."""
        return {
            "comment_error": self.error,
            "comment_words": self.text,
            "comment_email": self.address[:300],
        }


def read_comment(request: HttpRequest) -> Comment:
    """The comment of a request; a flood is refused in words, what looks like a robot's is spam."""
    told = request.POST
    text = told.get("words", "").replace("\x00", "").replace("\r\n", "\n").strip()
    address = told.get("email", "").strip()
    read = Comment(text, address, _once(request), _wrong(text, address))
    if read.error:
        return read
    ip = client_address(request)
    verdict, _why = judge("comment", {"website": told.get("website", "")}, ip=ip)
    if verdict == Verdict.REFUSE:
        error = _("Too much came from your connection. Please send it again in some minutes.")
        return replace(read, error=error, again_in=again_in("comment", ip=ip))
    return replace(read, is_spam=verdict == Verdict.HOLD)


def _wrong(text: str, address: str) -> str:
    if not text:
        return _("Write what you would like to say.")
    if len(text) > LONGEST_COMMENT:
        says = _("This is too long: it has %(many)s characters, and at most %(most)s can be sent here.")
        return says % {"many": number(len(text)), "most": number(LONGEST_COMMENT)}
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
