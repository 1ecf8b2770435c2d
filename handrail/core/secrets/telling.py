"""Secrets that are known by the word before them: `password = …`, `"api_key": "…"`, `Authorization: …`.

A word alone is no proof. What follows it must stand where a value stands, and be no placeholder; after words
that also name harmless things (token, key, session) it must look random as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from handrail.core.secrets.randomness import looks_random
from handrail.core.secrets.spans import Span, at_most
from handrail.core.secrets.values import Value, is_placeholder, value_after


class _Word(NamedTuple):
    """A word that tells of a secret: what kind, and whether anything after it is one."""

    kind: str
    is_sure: bool


_WORDS = {
    "password": _Word("password", True),
    "secret": _Word("secret", False),
    "token": _Word("token", False),
    "key": _Word("key", False),
    "session": _Word("session id", False),
}
_TELLING = re.compile(
    r"(?P<password>passw(?:or[dt]|d)|passphrase|parola"
    r"|(?<![a-z])(?:pwd|pass|pswd|geslo|mot[_ ]de[_ ]passe|пароль)"
    r"|(?<=user_)pass|(?<=user)pass|(?<=_)(?:pwd|pass))"
    r"(?:_?(?:confirm(?:ation)?|again|repeat|old|new|\d))?"
    r"|(?P<secret>secret(?:[_ -]?(?:access)?[_ -]?key|[_ -]?value)?)"
    r"|(?P<token>token|nonce_?salt)"
    r"|(?P<key>(?:api|access|auth|private|account|shared[_ -]?access|consumer|master|service|license|licence"
    r"|encrypt(?:ion)?|signing|session|security|activation"
    r"|server|app|storage|write|admin|hmac|webhook)[_ -]?key"
    r"|purchase[_ -]?code|credentials?|(?<=[?&])key|(?<=[?&;])sig(?:nature)?)"
    r"|(?P<session>sess(?:ion)?[_ -]?id|sessid|(?<=connect\.)sid|(?<![a-z])sid|_session|session"
    r"|wordpress_(?:logged_in_|sec_)?[0-9a-f]{32}|remember_\w{1,20}|csrftoken|xsrf-token)",
    re.IGNORECASE,
)
# Each telling word holds one of these, and no sign that ends a piece: most pieces need no closer look.
_STEMS = (
    *("pass", "parola", "pwd", "pswd", "geslo", "пароль", "secret", "token", "salt", "key", "code"),
    *("credential", "sig", "sess", "sid", "wordpress_", "remember_"),
)
_PIECE = re.compile(r".{500}[\w -]*+", re.DOTALL)
_AUTHORIZATION = re.compile(
    r"(?:authorization[\"']?\s{0,4}(?:=>|[:=])\s{0,4}\\?[\"']?(?:(?:bearer|basic|token|negotiate|apikey|key)\s{1,4})?"
    r"|(?<![a-z])bearer\s{1,4})(?P<secret>[\w.~+/=:-]{8,4000})",
    re.IGNORECASE,
)
_COMMANDS = re.compile(
    r"(?:mysql(?:dump|admin)?\b[^\n|]{0,200}?\s-p(?P<mysql>[^\s=]{4,100})"
    r"|(?:curl\b|wget\b|http(?=\s))[^\n|]{0,300}?\s(?:-u|--user)[ =]['\"]?[^\s:'\"]{1,100}"
    r":(?P<curl>[^\s'\"]{1,100})"
    r"|sshpass\s{1,4}-p\s{0,4}(?P<quote>['\"]?)(?P<ssh>[^\s'\"]{1,100})"
    r"|identified\s{1,4}by\s{1,4}(?:password\s{1,4})?['\"](?P<sql>[^'\"\n]{1,100})['\"])",
    re.IGNORECASE,
)
_OTHER_NAMES = (
    "cache",
    "primary",
    "foreign",
    "public",
    "publishable",
    "sort",
    "meta",
    "has",
    "is",
    "no",
    "show",
)
_LONGEST_NAME = 60
_RUN = re.compile(r"[^\s\"'<>`]*+")
_LONG, _MOST_REFUSED, _CUT = 200, 20, 400
SHORTEST_PASSWORD = 5  # in a sentence


def told_spans(text: str) -> Iterator[Span]:
    """Every secret that a word tells of."""
    for search in (_assigned, _authorized, _commanded):
        yield from at_most(search(text), text)


def _authorized(text: str) -> Iterator[Span]:
    for match in _AUTHORIZATION.finditer(text):
        if looks_random(match["secret"], least=12) or match["secret"].endswith("="):
            yield Span(*match.span("secret"), "authorization", 2)


def _commanded(text: str) -> Iterator[Span]:
    for match in _COMMANDS.finditer(text):
        name = str(match.lastgroup)
        if not is_placeholder(match[name]):
            yield Span(*match.span(name), "password", 2)


def _assigned(text: str) -> Iterator[Span]:
    """What telling words assign. A run of signs that is long, and refused again and again, is masked whole:
    else each word in it would have all of it judged anew.
    """
    done = refused = 0
    for match in telling_words(text):
        if match.start() < done:
            continue
        word = _WORDS[str(match.lastgroup)]
        begin = _name_begins(text, match.start())
        value = value_after(text, begin, match.end())
        if value is None:
            continue
        is_long = len(value.text) >= _LONG
        gives_up = is_long and refused >= _MOST_REFUSED
        if gives_up or _is_secret(word, text[begin : match.start()].lower(), value):
            done, refused = _end_of(text, value, whole=gives_up), 0
            yield Span(value.begin, done, word.kind, 3)
        else:
            refused = refused + 1 if is_long else 0


def telling_words(text: str) -> Iterator[re.Match[str]]:
    """Where a word tells of a secret. Other threads have their turn between pieces, not within one."""
    begin = 0
    while begin < len(text):
        piece = _PIECE.match(text, begin)
        end = piece.end() if piece else len(text)
        folded = text[begin:end].casefold()
        if any(stem in folded for stem in _STEMS):
            yield from _TELLING.finditer(text, begin, end)
        begin = end


def _end_of(text: str, value: Value, *, whole: bool) -> int:
    """Where it ends; of one that was cut for its length, where its run of signs does."""
    if not whole and value.end - value.begin < _CUT:
        return value.end
    rest = _RUN.match(text, value.end)
    return rest.end() if rest else value.end


def _name_begins(text: str, at: int) -> int:
    """Where the name that holds the word begins: `DB_` of `DB_PASSWORD`."""
    begin = at
    while begin > max(at - _LONGEST_NAME, 0) and (text[begin - 1].isalnum() or text[begin - 1] in "_-."):
        begin -= 1
    return begin


def _is_secret(word: _Word, prefix: str, value: Value) -> bool:
    name = re.split(r"[_.-]", prefix)
    if is_placeholder(value.text) or any(other in name for other in _OTHER_NAMES):
        return False
    if word.is_sure:
        return value.is_alone or _is_no_word(value.text)
    return looks_random(value.text, least=8 if word.kind == "secret" else 12)


def _is_no_word(text: str) -> bool:
    """Whether it is more than a word of a sentence, and no short number in it."""
    has_sign = any(sign.isdigit() for sign in text) or not text.strip(".,;:!?)").replace("-", "").isalpha()
    return has_sign and len(text) >= SHORTEST_PASSWORD
