"""This installation's own pair of keys, by which push services know it (VAPID, RFC 8292)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from py_vapid import Vapid02

from handrail.core.vault import seal, unseal
from handrail.notifications.models import ServerKey


def public_key() -> str:
    """The public key as browsers want it: an uncompressed point in base64url. Made at first use."""
    return _pair().public


def authorization(endpoint: str, subject: str) -> dict[str, str]:
    """The header that proves to a push service who sends; `subject` is a mailto: or https: address."""
    vapid = Vapid02.from_pem(unseal(_pair().private).encode())
    parts = urlsplit(endpoint)
    signed: dict[str, str] = vapid.sign({"aud": f"{parts.scheme}://{parts.netloc}", "sub": subject})
    return signed


def _pair() -> ServerKey:
    found = ServerKey.objects.filter(pk=1).first()
    if found is None:
        made = ec.generate_private_key(ec.SECP256R1())
        private = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        point = made.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        public = urlsafe_b64encode(point).decode().rstrip("=")
        found, _ = ServerKey.objects.get_or_create(
            pk=1, defaults={"public": public, "private": seal(private)}
        )
    return found
