"""The mail of a connection test: it carries a one-time token, signed, and never becomes a conversation."""

from __future__ import annotations

import hashlib
import re
import secrets
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext as _

from handrail.channels.email.matching.tokens import ascii_domain
from handrail.core.installation import installation_id

HEADER = "X-Handrail-Trial"
_MOST_HEAD = 64 * 1024
_DAY = 24 * 3600
_LINE = re.compile(rb"^X-Handrail-Trial:[ \t]*(?:\r?\n[ \t]+)?([\w:.-]{10,200})[ \t]*\r?$", re.I | re.M)


def new_token() -> str:
    """A token nobody guesses, good for a day."""
    return _signer().sign(secrets.token_urlsafe(12))


def trial_mail(address: str, token: str) -> EmailMessage:
    """The mail from the mailbox to itself; the marker lets no door take it for a customer's."""
    mail = EmailMessage()
    mail["From"] = mail["To"] = address
    mail["Subject"] = _("Handrail tests this mailbox")
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = make_msgid(domain=ascii_domain(address.rpartition("@")[2]))
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Handrail"] = installation_id()
    mail[HEADER] = token
    mail.set_content(_("Handrail sent this mail to see that mail goes out and comes in. You may delete it."))
    return mail


def is_trial_mail(raw: bytes) -> bool:
    """Whether the mail was sent by a connection test of ours within the last day."""
    token = trial_token(raw)
    try:
        return bool(token) and bool(_signer().unsign(token, max_age=_DAY))
    except BadSignature:
        return False


def trial_token(raw: bytes) -> str:
    """The token in the mail's head, empty when there is none."""
    head = re.split(rb"\r?\n\r?\n", raw[:_MOST_HEAD], maxsplit=1)[0]
    found = _LINE.search(head)
    return found[1].decode("ascii", "replace") if found else ""


def trial_key(token: str) -> str:
    """Under which name it is noted that the mail with this token came."""
    return hashlib.sha256(f"trial {token}".encode()).hexdigest()


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="handrail trial mail")
