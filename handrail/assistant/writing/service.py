"""Speak with the writer: POST /chat/completions (platform.openai.com/docs/api-reference/chat)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from handrail.assistant.models import Writer
from handrail.assistant.writing.prompt import Message
from handrail.core.outside import OutsideError, post
from handrail.core.vault import unseal

MOST_TOKENS = 400


class WriterRefused(Exception):
    """The service did not write; the message says what it answered."""


@dataclass(frozen=True)
class Written:
    """What the service wrote, and how many tokens it counted both ways."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0


def write(writer: Writer, chat: Sequence[Message]) -> Written:
    """Ask the service once; it may take `writer.seconds` in all. Raises WriterRefused."""
    question = {"model": writer.model, "temperature": 0, "max_tokens": MOST_TOKENS, "messages": list(chat)}
    answer = _asked(writer, question)
    try:
        text = answer["choices"][0]["message"]["content"]
        used = answer.get("usage") or {}
        counted = (int(used.get("prompt_tokens") or 0), int(used.get("completion_tokens") or 0))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as problem:
        raise WriterRefused("It answered something else than a chat completion.") from problem
    if not isinstance(text, str):
        raise WriterRefused("It answered without words.")
    return Written(text, *(max(0, one) for one in counted))


def _asked(writer: Writer, question: dict[str, Any]) -> dict[str, Any]:
    secret = unseal(writer.secret_sealed)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    headers |= {"Authorization": f"Bearer {secret}"} if secret else {}
    body = json.dumps(question, ensure_ascii=False).encode()
    address = writer.address.rstrip("/") + "/chat/completions"
    try:
        answer = post(
            address, body, headers, own=_own(writer), patience=writer.seconds, deadline=writer.seconds
        )
        told = json.loads(answer.body) if answer.status == HTTPStatus.OK else None
    except (OutsideError, ValueError, RecursionError) as problem:
        raise WriterRefused(str(problem)) from problem
    if not isinstance(told, dict):
        raise WriterRefused(f"It answered {answer.status}.")
    return told


def _own(writer: Writer) -> tuple[str, ...]:
    """The server as host:port, where an owner says that it is a server of the house."""
    parts = urlsplit(writer.address)
    port = parts.port or (80 if parts.scheme == "http" else 443)
    return (f"{parts.hostname}:{port}",) if writer.is_own else ()
