"""What a file is called on our pages when the mail does not say: by its type, or by the mail that it is."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from email.parser import BytesParser

from handrail.channels.email.reading.addresses import people
from handrail.channels.email.reading.headers import decoded
from handrail.channels.email.reading.letters import Attached
from handrail.channels.email.reading.parts import AS_WRITTEN

_HEAD = 64 * 1024  # bytes of an enclosed mail that are looked at
_LONGEST = 150  # characters, before the ending
_NAMES = {
    "application/pgp-encrypted": "encrypted.asc",
    "application/pgp-signature": "signature.asc",
    "application/pgp-keys": "key.asc",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/ms-tnef": "winmail.dat",
    "text/calendar": "invitation.ics",
    "text/vcard": "contact.vcf",
    "text/x-vcard": "contact.vcf",
    "message/delivery-status": "report.txt",
    "message/disposition-notification": "report.txt",
    "message/feedback-report": "report.txt",
    "text/rfc822-headers": "headers.txt",
}
_ENDINGS = {
    "application/octet-stream": ".bin",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "text/html": ".html",
    "text/plain": ".txt",
}


def name_of(file: Attached) -> str:
    """The name the mail gives the file; else subject and sender of an enclosed mail, else one by its type."""
    if file.name.strip():
        return file.name
    if file.content_type in {"message/rfc822", "message/global"}:
        return f"{_called(file.data) or 'message'}.eml"
    if file.content_type in _NAMES:
        return _NAMES[file.content_type]
    ending = _ENDINGS.get(file.content_type) or mimetypes.guess_extension(file.content_type) or ".bin"
    family = file.content_type.partition("/")[0]
    return f"{family if family in {'image', 'audio', 'video', 'text', 'message'} else 'attachment'}{ending}"


def without_twins(files: Sequence[Attached]) -> list[Attached]:
    """A meeting comes as a nameless part to act on and once more as a file to keep: it is listed once."""
    named = {file.data for file in files if file.name}
    return [f for f in files if f.name or f.content_type != "text/calendar" or f.data not in named]


def _called(raw: bytes) -> str:
    head = BytesParser(policy=AS_WRITTEN).parsebytes(raw[:_HEAD].lstrip(b"\r\n"), headersonly=True)
    subject = " ".join(decoded(str(head.get("subject", ""))).split())
    writers = people([str(head.get("from", ""))])
    writer = (writers[0].name or writers[0].address) if writers else ""
    return ", ".join(one for one in (subject, writer) if one)[:_LONGEST]
