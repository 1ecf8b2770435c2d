"""The mail as it came, out of what a service posts; to the byte where the service gives it."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, QueryDict


def raw_mails(service: str, request: HttpRequest) -> list[bytes]:
    """The mails in a post, none when the service took them apart. What is malformed is nothing."""
    take = _TAKES.get(service)
    try:
        return take(request) if take else []
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return []


def rebuilt(message: EmailMessage) -> bytes:
    """A mail put together again from its parts: the same parts always give the same bytes."""
    leaves = [part for part in message.walk() if not part.is_multipart()]
    seed = hashlib.sha256(
        b"\0".join(bytes(part.get_payload(decode=True) or b"") for part in leaves)
    ).hexdigest()
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"={seed[:32]}={number}")
    return message.as_bytes(policy=SMTP.clone(max_line_length=0, utf8=True))


def _postmark(request: HttpRequest) -> list[bytes]:
    return [_bytes(json.loads(request.body)["RawEmail"])]


def _sparkpost(request: HttpRequest) -> list[bytes]:
    relayed = [one["msys"]["relay_message"]["content"] for one in json.loads(request.body) if one["msys"]]
    return [_decoded(one["email_rfc822"], is_base64=one["email_rfc822_is_base64"] is True) for one in relayed]


def _postal(request: HttpRequest) -> list[bytes]:
    told = json.loads(request.body)
    return [_decoded(told["message"], is_base64=told.get("base64") is True)]


def _amazon(request: HttpRequest) -> list[bytes]:
    told = json.loads(json.loads(request.body)["Message"])
    if told["notificationType"] != "Received":
        return []
    encoding = told["receipt"]["action"].get("encoding", "")
    return [_decoded(told["content"], is_base64=encoding == "BASE64")]


def _in_form(name: str) -> Callable[[HttpRequest], list[bytes]]:
    """Out of a form, whose bytes may be of any charset: Latin-1 stands for each byte as it is."""

    def take(request: HttpRequest) -> list[bytes]:
        fields = _latin_fields(request)
        return [str(fields[name]).encode("latin-1")] if name in fields else []

    return take


def _latin_fields(request: HttpRequest) -> QueryDict:
    if request.content_type == "application/x-www-form-urlencoded":
        return QueryDict(request.body, encoding="latin-1")
    environ: dict[str, Any] = {**request.META, "wsgi.input": BytesIO(request.body)}
    plain = WSGIRequest(environ)
    plain.encoding = "latin-1"
    return plain.POST


def _decoded(text: str, *, is_base64: bool) -> bytes:
    return b64decode(text) if is_base64 else _bytes(text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


_TAKES: dict[str, Callable[[HttpRequest], list[bytes]]] = {
    "amazon_ses": _amazon,
    "mailgun": _in_form("body-mime"),
    "postal": _postal,
    "postmark": _postmark,
    "sendgrid": _in_form("email"),
    "sparkpost": _sparkpost,
}
