"""Address headers, read the forgiving way: RFC 5322 §3.4 and what programs really send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from handrail.channels.email.reading.headers import decoded, eight_bit, unfold
from handrail.channels.email.reading.letters import Person

_TOKEN = re.compile(
    r'"(?:\\.|[^"\\]){0,500}+"|\((?:\\.|[^()\\]){0,500}+\)|<[^<>]{0,2000}>'
    r"|=\?[^?\s]{1,80}\?[bBqQ]\?[^?]{0,2000}\?=|[,;:]|[^\"(<,;:=]+|.",
    re.DOTALL,
)
_LONGEST = 2_000  # characters of one entry that are looked at for an address
_BARE = re.compile(  # looked for only where a run of its characters begins: linear on any text
    r"(?<![^\s<>()\[\],;:\"@])[^\s<>()\[\],;:\"@]++@(?:[^\s<>()\[\],;:\"]+|\[[^\]\s]*\])"
)


def people(values: Iterable[str], most: int = 2_000) -> tuple[Person, ...]:
    """Everyone named in these header values, in order, the first `most`; what is no address is nobody."""
    persons = (_person(tokens) for value in values for tokens in _entries(eight_bit(unfold(value))))
    return tuple(islice((person for person in persons if person), most))


def _entries(value: str) -> Iterator[list[str]]:
    entry: list[str] = []
    has_address = False
    for found in _TOKEN.finditer(value):
        token = found[0]
        if token in {",", ";"}:
            yield entry
            entry, has_address = [], False
        elif found[0] == ":" and not has_address:
            entry = []  # the name of a group ends here
        else:
            entry.append(token)
            has_address = has_address or "@" in token
    yield entry


def _person(tokens: list[str]) -> Person | None:
    angles = [token for token in tokens if _is_angle(token)]
    if angles:
        address = _address(angles[-1])
        return Person(_name_before(tokens, address), address) if address else None
    return _without_angles(tokens)


def _name_before(tokens: list[str], address: str) -> str:
    words = [token for token in tokens if not _is_angle(token)]
    name = _name(words)
    is_encoded = any(word.startswith("=?") for word in words)
    return name if is_encoded or name.casefold() != address.casefold() else ""


def _is_angle(token: str) -> bool:
    return token.startswith("<") and token.endswith(">")


def _without_angles(tokens: list[str]) -> Person | None:
    comments = [token for token in tokens if token.startswith("(")]
    rest = "".join(token for token in tokens if not token.startswith("("))[:_LONGEST]
    bare = _BARE.search(rest) or (_BARE.search(decoded(rest)) if "=?" in rest else None)
    if not bare:
        return None
    left = decoded(rest).replace(bare[0], " ").strip(" <>'\"")
    return _called(_name([left]) or _name(token[1:-1] for token in comments), bare[0])


def _called(name: str, address: str) -> Person:
    """A name that only repeats the address is none."""
    return Person("" if name.casefold() == address.casefold() else name, address)


def _address(angle: str) -> str:
    inner = re.sub(r"\([^()]*\)|\s+", "", decoded(angle[1:-1])).strip("'\"<>")
    inner = inner.rpartition(":")[2] if inner.startswith("@") else inner  # an old route, RFC 5322 §4.4
    return inner.removeprefix("mailto:")


def _name(tokens: Iterable[str]) -> str:
    words = [_unquote(token) for token in tokens]
    name = " ".join(decoded("".join(words)).split()).strip("\"' ")
    return name if name.strip("<> ") else ""


def _unquote(token: str) -> str:
    """The piece of a name that a token is: pieces stand as they are written, glued or parted by white space.

    White space before the closing quote only fills: it parts no pieces.
    """
    if len(token) > 1 and token.startswith('"') and token.endswith('"'):
        return re.sub(r"\\(.)", r"\1", token[1:-1].rstrip())
    return token
