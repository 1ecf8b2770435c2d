"""What an HTML element of a mail says of its content: quoted, an earlier mail from here on, a signature.

Mail programs name such elements by class, id or name; Outlook's web page puts `x_` before names it has met
before, Yahoo `ydp` and a number, Gmail `m_` and a number.
"""

from __future__ import annotations

import re
from enum import Enum


class Mark(Enum):
    """What the structure says."""

    NONE = ""
    QUOTES = "quotes"  # everything inside is quoted
    QUOTES_WITHIN_HISTORY = "quotes below an attribution"
    BEGINS = "begins"  # an earlier mail begins here
    SIGNS = "signs"  # a signature
    RULE = "rule"


_ATTRIBUTE = re.compile(r'([a-z][a-z0-9-]*)="([^"]*)"')
_PREFIX = re.compile(r"(?:x_)+|ydp[0-9a-f]*_?|m_-?\d+", re.IGNORECASE)
_HINT = re.compile(
    r"quote|sign|sgn|_sig|cite|attr|replied|reply|fwd|message|moz|zwchr|stop|reference|intro|extra|bloop|section",
    re.IGNORECASE,
)
_QUOTES = re.compile(
    r"(?:protonmail|tutanota|missive|front|hey|edison|canary|tmail|ntes-mailmaster|mailmaster|mail|kmail)"
    r"[_-](?:block)?quote\w*|yahoo_quoted|zmail_extra|bloop_original_html|messagereplysection|isreplycontent"
    r"|olk_src_body_section|mail_quote|moz-forward-container|reply_html_body|replied_mail|name=quote",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"gmail_quote\w*|gmail_attr|moz-cite-prefix|divrplyfwdmsg|outlookmessageheader|stopspelling|zwchr"
    r"|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|reply-intro|replyheader"
    r"|messagereplyheader|originalmessage|replyforwardheader"
    r"|divtagdefaultwrapper_reply|wmquote|aolreplacedbody_reply|zmail_extra_hr",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"gmail_signature\w*|moz-signature|ms-outlook-mobile-signature|applemailsignature|signature"
    r"|protonmail_signature_block(?:-user|-proton)?|zmail_signature_?\w*|zm-_id_-sgn1?|yahoo-signature"
    r"|yahoo_signature|composer_signature|lineBreakAtBeginningOfSignature|mailspring-signature"
    r"|spark-signature|mail-signature|email-signature|mailru-signature|js-signature|mobile-signature"
    r"|caret_signature|rcmsignature|_rc_sig|zimbra-signature|signature_block|tutanota_signature",
    re.IGNORECASE,
)
_CITES = re.compile(r"(?:\w*[_-])?(?:quot|cite)\w*", re.IGNORECASE)
_BORDER = re.compile(r"border-left(?:-\w+)?\s*:\s*(?!none|0|medium none)", re.IGNORECASE)
_NO_BORDER = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.IGNORECASE)


def mark_of(tag: str, attributes: str) -> Mark:
    """The mark of an element, by its tag and its attributes as they are written."""
    if tag == "blockquote":
        return _mark_of_quotation(attributes)
    if not attributes or not _HINT.search(attributes):
        return Mark.RULE if tag == "hr" else Mark.NONE
    names = _names(attributes)
    for mark, pattern in ((Mark.QUOTES, _QUOTES), (Mark.BEGINS, _BEGINS), (Mark.SIGNS, _SIGNS)):
        if any(pattern.fullmatch(name) for name in names):
            return mark
    return Mark.RULE if tag == "hr" else Mark.NONE


def _names(attributes: str) -> list[str]:
    """Classes, ids and names; `name=quote` says too much about itself to stand for a class of that name."""
    words = [
        f"name={word}" if name == "name" and word == "quote" else word
        for name, value in _ATTRIBUTE.findall(attributes[:4_000])
        if name in {"class", "id", "name", "data-smartmail"}
        for word in value.split()
    ]
    return [_PREFIX.sub("", word, count=1) if _PREFIX.match(word) else word for word in words[:20]]


def _mark_of_quotation(attributes: str) -> Mark:
    """A `blockquote` is also used to indent: it quotes by its type, a name, or a line at its side."""
    told = dict(_ATTRIBUTE.findall(attributes[:4_000]))
    if "cite" in told or told.get("type", "").lower() == "cite":
        return Mark.QUOTES
    if any(_CITES.fullmatch(name) for name in _names(attributes)) or _BORDER.search(told.get("style", "")):
        return Mark.QUOTES
    return Mark.NONE if _NO_BORDER.search(told.get("style", "")) else Mark.QUOTES_WITHIN_HISTORY
