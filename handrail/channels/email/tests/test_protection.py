"""Signed and encrypted mails: noted, kept, never held."""

from __future__ import annotations

import pytest

from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.tests.material import mail

SIGNATURE = (
    "--b\nContent-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN PGP SIGNATURE-----\n"
)
WORDS = "--b\nContent-Type: text/plain\n\nSigned words.\n"


def test_an_openpgp_signature_is_noted_and_kept() -> None:
    kind = 'multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"; boundary=b'
    letter = read_mail(mail(f"{WORDS}{SIGNATURE}--b--\n", Content_Type=kind))
    assert (letter.protection, letter.text.strip()) == ("signed", "Signed words.")
    assert [file.name for file in letter.attachments] == ["signature.asc"]
    assert "It is signed; the signature has not been verified." in letter.warnings


def test_an_openpgp_message_is_noted_and_kept() -> None:
    head = "Content-Type: application/octet-stream; name=encrypted.asc"
    body = f"--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\n{head}\n\n-----BEGIN\n--b--\n"
    kind = 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b'
    letter = read_mail(mail(body, Content_Type=kind))
    assert (letter.protection, letter.text) == ("encrypted", "")
    assert [file.name for file in letter.attachments] == ["", "encrypted.asc"]
    assert "It is encrypted, so that its words cannot be read here; what came is kept." in letter.warnings


@pytest.mark.parametrize(
    ("content_type", "protection"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "encrypted"),
        ("application/pkcs7-mime; smime-type=authEnveloped-data; name=smime.p7m", "encrypted"),
        ("application/x-pkcs7-mime; name=smime.p7m", "encrypted"),
        ("application/octet-stream; name=smime.p7m", "encrypted"),
        ("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "signed"),
        ("application/pkcs7-mime; smime-type=certs-only; name=smime.p7c", ""),
        ("application/pdf; name=a.pdf", ""),
    ],
)
def test_s_mime_by_its_type(content_type: str, protection: str) -> None:
    letter = read_mail(mail("MIAGCSqGSIb3", Content_Type=content_type, Content_Transfer_Encoding="base64"))
    assert letter.protection == protection
    assert len(letter.attachments) == 1


def test_words_inside_an_s_mime_signature_are_missed_aloud() -> None:
    letter = read_mail(mail("MIAGCSqGSIb3", Content_Type="application/pkcs7-mime; smime-type=signed-data"))
    assert any("inside the S/MIME signature" in one for one in letter.warnings)


@pytest.mark.parametrize(
    ("text", "protection"),
    [
        ("-----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----\n", "encrypted"),
        ("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nwords\n", "signed"),
        ("> -----BEGIN PGP MESSAGE-----\nWhat is this?\n", ""),
        ("I read -----BEGIN PGP MESSAGE----- somewhere.\n", ""),
    ],
)
def test_armour_within_the_words(text: str, protection: str) -> None:
    letter = read_mail(mail(text))
    assert letter.protection == protection
    assert letter.text.strip() == text.strip()


def test_a_forwarded_signed_mail_does_not_sign_what_is_around_it() -> None:
    inner = f"Content-Type: multipart/signed; boundary=c\n\n{SIGNATURE.replace('--b', '--c')}--c--\n"
    body = f"--b\nContent-Type: text/plain\n\nsee\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
    assert read_mail(mail(body, Content_Type="multipart/mixed; boundary=b")).protection == ""
