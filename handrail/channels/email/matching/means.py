"""By what a mail may be known to continue a conversation, most certain first; nothing is asked of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from handrail.channels.email.matching.tokens import (
    Claim,
    claim_of_address,
    claim_of_message_id,
    claims_in_text,
)
from handrail.channels.email.reading.addresses import people
from handrail.channels.email.reading.letters import Attached, Letter

Way = Literal["reply address", "Message-ID", "token", "References"]
MOST_REFERENCES = 100
_DELIVERED = ("delivered-to", "x-original-to", "x-forwarded-to", "envelope-to", "x-envelope-to")
_MOST_ADDRESSES = 200
_READABLE = {"text/plain", "message/rfc822"}
_MOST_FILES = 10
_BEGINNING = 100_000  # bytes of a file


@dataclass(frozen=True)
class Means:
    """One sign in a mail. `key` is what a sign of ours claims to belong to, `valid` whether we signed it.

    A Message-ID of somebody else (`References`) has neither: `valid` is None, `text` is the id.
    """

    way: Way
    text: str
    key: str = ""
    valid: bool | None = None

    def as_json(self) -> dict[str, object]:
        """The sign as `mail explain` shows it."""
        return {"means": self.way, "value": self.text, "key": self.key or None, "valid": self.valid}


def means_of(letter: Letter, secret: str) -> list[Means]:
    """All signs in the mail: reply addresses, our Message-IDs, other Message-IDs, tokens in its words."""
    ids = referred_ids(letter)
    claims = [(one, claim_of_message_id(one, secret)) for one in ids]
    ours = [_signed("Message-ID", one, claim) for one, claim in claims if claim]
    others = [Means("References", one) for one, claim in claims if not claim]
    return [*_reply_addresses(letter, secret), *ours, *others, *_tokens(letter, secret)]


def referred_ids(letter: Letter) -> list[str]:
    """Every Message-ID that the mail names, the nearest first; of very many the nearest, and the root.

    A bounce names the mail of ours that it returns.
    """
    returned = getattr(letter.bounce, "returned_id", "")
    named = (returned, *letter.in_reply_to, *reversed(letter.references))
    ids = [one for one in dict.fromkeys(named) if one and one != letter.message_id]
    return ids if len(ids) <= MOST_REFERENCES else [*ids[: MOST_REFERENCES - 1], ids[-1]]


def _reply_addresses(letter: Letter, secret: str) -> Iterator[Means]:
    seen = letter.headers_seen
    delivered = people(value for name in _DELIVERED for value in seen.get(name, ())[:_MOST_ADDRESSES])
    named = (person.address for person in (*letter.to, *letter.cc, *delivered))
    for address in dict.fromkeys(one for one in named if "+hr." in one.lower()):
        if claim := claim_of_address(address, secret):
            yield _signed("reply address", address, claim)


def _tokens(letter: Letter, secret: str) -> Iterator[Means]:
    texts = [letter.subject, letter.text, *(_beginning(one) for one in letter.attachments[:_MOST_FILES])]
    found = [claim for text in texts for claim in claims_in_text(text, secret)]
    for claim in dict.fromkeys(found):
        yield _signed("token", claim.key, claim)


def _beginning(file: Attached) -> str:
    """A text, or a mail, that came as a file: some programs attach what they answer instead of quoting it."""
    if file.content_type not in _READABLE or b"[hr." not in (data := file.data[:_BEGINNING].lower()):
        return ""
    return data.decode("ascii", "replace")


def _signed(way: Way, text: str, claim: Claim) -> Means:
    return Means(way, text, claim.key, claim.valid)
