"""Signed or encrypted? Noted, never verified or opened: OpenPGP (RFC 3156, 9580) and S/MIME (RFC 8551)."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import Message
from typing import Literal

from handrail.channels.email.reading.headers import parameters
from handrail.channels.email.reading.parts import Part

Protection = Literal["", "signed", "encrypted"]
_SMIME = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
_SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
_WHOLE: dict[str, Protection] = {"multipart/encrypted": "encrypted", "multipart/signed": "signed"}
_HARMLESS = {"certs-only", "compressed-data"}


def protection_of(message: Message, parts: Sequence[Part], text: str) -> Protection:
    """How the mail, or a part of it, says that it is protected; encrypted weighs more than signed."""
    found = {_by_type(part, message) for part in parts}
    found |= {_by_words(text), _WHOLE.get(message.get_content_type(), "")}
    return "encrypted" if "encrypted" in found else "signed" if "signed" in found else ""


def is_smime(part: Part) -> bool:
    """Whether this leaf is an S/MIME envelope."""
    return part.content_type in _SMIME or part.name.lower() == "smime.p7m"


def _by_type(part: Part, message: Message) -> Protection:
    if is_smime(part):
        told = part.smime_type or _smime_type(message)
        return "" if told in _HARMLESS else "signed" if told == "signed-data" else "encrypted"
    if part.content_type == "application/pgp-encrypted" or part.parent == "multipart/encrypted":
        return "encrypted"
    if part.parent == "multipart/signed" or part.content_type in _SIGNATURES:
        return "signed"
    return ""


def _smime_type(message: Message) -> str:
    return parameters(str(message.get("content-type", ""))).get("smime-type", "").lower()


def _by_words(text: str) -> Protection:
    """Armour within the words (RFC 9580 §6.2), not where somebody only quotes it."""
    if "-----BEGIN PGP" not in text:
        return ""
    lines = {line.rstrip() for line in text.splitlines() if line.startswith("-----BEGIN PGP")}
    if "-----BEGIN PGP MESSAGE-----" in lines:
        return "encrypted"
    return "signed" if "-----BEGIN PGP SIGNED MESSAGE-----" in lines else ""
