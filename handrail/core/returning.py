"""Where somebody goes on who has to sign in first: a page of ours, in an address that we alone can make."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path

PARAMETER = "next"
_SIGNER = Signer(salt="handrail.core.returning")
_LONGEST, _LONGEST_TOKEN = 1500, 2500  # characters of an address, and of what is made of it
_BEGINNINGS = ("/help/", "/portal/")  # what customers read


def token_back(request: HttpRequest, *, with_query: bool = False) -> str:
    """The page that was asked for, signed; empty for what was posted, and for what is no page of customers.

    What the address adds to the path (`?…`) comes along only `with_query`.
    """
    path = request.get_full_path() if with_query else escape_uri_path(request.path)
    if request.method not in ("GET", "HEAD") or len(path) > _LONGEST or not path.startswith(_BEGINNINGS):
        return ""
    return _SIGNER.sign_object(path, compress=True)


def path_back(token: str) -> str:
    """The path on this site that was signed; empty for whatever was not, or leads anywhere else."""
    if not token or len(token) > _LONGEST_TOKEN:
        return ""
    try:
        path = _SIGNER.unsign_object(token)
    except (BadSignature, ValueError):
        return ""
    return path if isinstance(path, str) and path.startswith(_BEGINNINGS) else ""


def with_way_back(address: str, token: str) -> str:
    """An address on the way to signing in, with where to go from there; as it is where nobody said so."""
    return f"{address}?{urlencode({PARAMETER: token})}" if token else address
