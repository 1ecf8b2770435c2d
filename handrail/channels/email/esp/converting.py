"""Our mail as Django's kind of message, which is what django-anymail turns into a service's words."""

from __future__ import annotations

from email.encoders import encode_base64
from email.message import EmailMessage
from email.mime.base import MIMEBase
from typing import Any

from django.core.mail import EmailMultiAlternatives

from handrail.channels.email.esp.services import Service

_TOLD_APART = {"from", "to", "cc", "bcc", "reply-to", "subject", "date", "mime-version"}


def for_service(mail: EmailMessage, service: Service) -> Any:
    """The same mail: people, words, files, images in the text, and every header that is ours."""
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    headers = {
        name: str(value)
        for name, value in mail.items()
        if name.lower() not in _TOLD_APART and not name.lower().startswith("content-")
    }
    message: Any = EmailMultiAlternatives(
        subject=str(mail.get("Subject", "")),
        body=_text(plain),
        from_email=str(mail.get("From", "")),
        to=_people(mail, "to"),
        cc=_people(mail, "cc"),
        bcc=_people(mail, "bcc"),
        reply_to=_people(mail, "reply-to") or None,
        headers=headers | dict(service.headers),
    )
    if html is not None:
        message.attach_alternative(_text(html), "text/html")
    for part in mail.walk():
        if not part.is_multipart() and part is not plain and part is not html:
            message.attach(_attached(part))
    if service.untracked:
        message.track_opens = message.track_clicks = False  # nobody is followed
    return message


def _people(mail: EmailMessage, header: str) -> list[str]:
    found = [one for value in mail.get_all(header, []) for one in getattr(value, "addresses", ())]
    return [str(one) for one in found]


def _text(part: Any) -> str:
    return str(part.get_content()) if part is not None else ""


def _attached(part: Any) -> MIMEBase:
    made = MIMEBase(part.get_content_maintype(), part.get_content_subtype())
    made.set_payload(part.get_payload(decode=True) or b"")
    encode_base64(made)
    is_image = bool(part["Content-ID"])
    made.add_header(
        "Content-Disposition", "inline" if is_image else "attachment", filename=part.get_filename() or "file"
    )
    if is_image:
        made["Content-ID"] = str(part["Content-ID"])
    return made
