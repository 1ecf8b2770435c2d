"""What a file is called on our pages when the mail does not say: by its type, or by the mail that it is."""

from __future__ import annotations

import mimetypes
from email.parser import BytesParser

from handrail.channels.email.addresses import people
from handrail.channels.email.headers import decoded
from handrail.channels.email.letters import Attached
from handrail.channels.email.parts import AS_WRITTEN

_HEAD = 64 * 1024  # bytes of an enclosed mail that are looked at
_LONGEST = 150  # characters, before the ending
_ENDINGS = {
    "application/octet-stream": ".bin",
    "application/pgp-encrypted": ".asc",
    "application/pgp-signature": ".asc",
    "application/pgp-keys": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/ms-tnef": ".dat",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "text/calendar": ".ics",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
}


def name_of(file: Attached) -> str:
    """The name the mail gives the file; else subject and sender of an enclosed mail, else one by its type."""
    if file.name.strip():
        return file.name
    if file.content_type in {"message/rfc822", "message/global"}:
        return f"{_called(file.data) or 'message'}.eml"
    ending = _ENDINGS.get(file.content_type) or mimetypes.guess_extension(file.content_type) or ".bin"
    family = file.content_type.partition("/")[0]
    return f"{family if family in {'image', 'audio', 'video', 'text', 'message'} else 'attachment'}{ending}"


def _called(raw: bytes) -> str:
    head = BytesParser(policy=AS_WRITTEN).parsebytes(raw[:_HEAD].lstrip(b"\r\n"), headersonly=True)
    subject = " ".join(decoded(str(head.get("subject", ""))).split())
    writers = people([str(head.get("from", ""))])
    writer = (writers[0].name or writers[0].address) if writers else ""
    return ", ".join(one for one in (subject, writer) if one)[:_LONGEST]
