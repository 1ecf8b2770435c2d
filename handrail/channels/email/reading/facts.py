"""What is known of a mail when we ask whether a machine wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handrail.channels.email.reading.letters import Person
from handrail.channels.email.reading.parts import Part

Headers = Mapping[str, tuple[str, ...]]
_BULK = {"bulk", "list", "junk"}
_NOBODY = re.compile(
    r"^(?:(?:no|do-?not|never|nao|ne)[-_.]?(?:reply|respon\w{0,9}|antwort\w{0,9}|repond\w{0,9})"
    r"|mailer-daemon|auto-?(?:reply|respon\w{0,9}|mail\w{0,9}|answer\w{0,9})|vacation|out-?of-?office|notifications?)"
    r"(?:[+._-][^@]{0,100})?@",
    re.IGNORECASE,
)

_AUTO_NAME = re.compile(r"auto-?(?:repl|respon|generated)")


@dataclass(frozen=True)
class Facts:
    """`text` is the plain body, `headers` are by lower-case name, decoded; types are in lower case."""

    parts: Sequence[Part]
    text: str
    subject: str
    sender: Person
    headers: Headers
    content_type: str
    report_type: str
    to: tuple[Person, ...] = ()

    @property
    def no_return(self) -> bool:
        """Whether nothing may be returned to it: a null reverse path (RFC 5321 §4.5.5), or a daemon's."""
        paths = (value.replace(" ", "").lower() for value in self.headers.get("return-path", ()))
        return any(path == "<>" or path.startswith("<mailer-daemon") for path in paths)

    def first(self, name: str) -> str:
        """The first value of a header, in lower case; empty when it is absent."""
        return next(iter(self.headers.get(name, ())), "").strip().lower()

    def part(self, kinds: set[str]) -> Part | None:
        """The first part of one of these types."""
        return next((part for part in self.parts if part.content_type in kinds), None)


def calls_itself_auto(name: str) -> bool:
    """Whether a header's name (in lower case) is one of the many that say that nobody wrote a mail."""
    return "auto" in name and name != "x-auto-response-suppress" and bool(_AUTO_NAME.search(name))


def sent_in_bulk(facts: Facts) -> bool:
    """Whether its Precedence says so; a list, an automatic answer or a newsletter does."""
    return bool(_BULK & {facts.first("precedence"), facts.first("x-precedence")})


def from_nobody(facts: Facts) -> bool:
    """A sender that no person reads; a form that names its writer in Reply-To is a person's words."""
    return bool(_NOBODY.match(facts.sender.address)) and not facts.first("reply-to")
