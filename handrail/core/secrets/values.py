"""What stands after a name as its value: in ini, env, YAML, JSON, PHP, XML, dumps, addresses and commands."""

from __future__ import annotations

import re
from typing import NamedTuple

from handrail.core.secrets.randomness import looks_random


class Value(NamedTuple):
    """A value from `begin` to before `end`; `is_alone` when it stands as one only does in settings."""

    begin: int
    end: int
    text: str
    is_alone: bool


_SIGN = re.compile(
    r"(?P<close>\\{0,3}[\"'`]?\]?)"
    r"(?:[ \t]{0,20}(?P<sign>=>\s{0,20}|:=|={1,3}|:|%3D|%3A|>|,)[ \t]{0,20}"
    r"|[ \t](?P<says>is|ist|est|este|это|je)[ \t:]{1,3})"
    r"(?:string\(\d{1,6}\)\s{0,4}|(?:s:\d{1,6}:)?)(?P<quote>\\{0,3}[\"'`])?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[^\s\"'<>`]{1,400}")
_QUOTED = {quote: re.compile(rf"(?:\\.|[^\\\n{quote}]){{1,4000}}+") for quote in "\"'`"}
_ESCAPED = re.compile(r"[^\\\n\"'`]{1,4000}+")
_PLACEHOLDER = re.compile(
    r"\W{1,4000}|[*•x.#?_-]{1,100}|\d{1,3}|(?:amd64|arm64|i386|all)"
    r"|(?:null|none|nil|undefined|true|false|yes|no|on|off|empty|unset|n/?a|string|array|object"
    r"|required|missing|invalid|incorrect|wrong|expired|changed|reset|hidden|redacted|removed|masked|placeholder"
    r"|password\d?|passwd|secret|token|todo|text|str|bool|int|varchar|function|return|await|filter)[;,.)\]}]{0,3}"
    r"|(?:string|str|optional|varchar)[),;:\[|?(].{0,100}"
    r"|[$%<{@&].{0,300}[})>%;\w]|.{0,20}\[?(?:redacted|filtered|hidden|protected).{0,20}"
    r"|\[[a-zA-Z _-]{2,24}(?: ••.{0,2}\]?)?"
    r"|(?:process\.env|os\.environ|env|getenv|config|secrets?|vars?|vault)[.(\[].{0,200}"
    r"|\$?[a-z_]\w{0,40}(?:->|::|\().{0,200}|[a-z_][\w.]{0,80}\(.{0,200}\)"
    r"|[a-z_.]{0,40}(?:_|[a-z](?=[PST]))(?-i:[Pp]assword|[Ss]ecret|[Tt]oken|[Kk]ey)s?\d?",
    re.IGNORECASE,
)
_EXPRESSION = re.compile(
    r"[!(]{0,2}[a-z_$][\w$]{0,60}(?:(?:\.[a-z_$][\w$]{0,60}){1,9}(?:[=!<>+|&?(\[].{0,200})?|[=!<>+|?(\[].{0,200})",
    re.IGNORECASE | re.DOTALL,
)
_CODE_GOES_ON = frozenset(";,)}]=+|&?([:\"'`")
_AFTER_SEPARATOR = re.compile(r"[&;,)\]}]")


def value_after(text: str, begin: int, end: int) -> Value | None:
    """The value of the name that stands from `begin` to `end`, if a value follows there."""
    sign = _SIGN.match(text, end)
    if sign is None or not _fits(sign, text, begin):
        return None
    quote = sign["quote"] or ""
    if quote:
        return _quoted(text, quote, sign.end())
    plain = _PLAIN.match(text, sign.end())
    if plain is None:
        return None
    value = _unquoted(text, begin, sign, plain)
    return None if _is_expression(value, text) else value


def _fits(sign: re.Match[str], text: str, begin: int) -> bool:
    """A comma parts a name from its value only in a call such as PHP's define, `>` only in XML."""
    if sign["sign"] and sign["sign"].strip() == ",":
        is_call = text[max(begin - 4, 0) : max(begin - 1, 0)].rstrip().endswith("(")
        return bool(sign["close"] and sign["quote"]) and "]" not in sign["close"] and is_call
    if sign["sign"] == ">":
        return text[begin - 1 : begin] == "<" and not sign["close"]
    return True


def _quoted(text: str, quote: str, begin: int) -> Value | None:
    """Up to the same quotation mark on the same line; a text that was cut may lack it."""
    inner = (_ESCAPED if len(quote) > 1 else _QUOTED[quote]).match(text, begin)
    if inner is None:
        return None
    follows = text[inner.end() : inner.end() + len(quote)]
    return (
        Value(*inner.span(), inner.group(), True) if follows in {quote, ""} or len(inner[0]) == 4000 else None
    )


def _unquoted(text: str, begin: int, sign: re.Match[str], plain: re.Match[str]) -> Value:
    """Alone on its line it reaches to the next space; within a line a separator ends it."""
    before = text[max(text.rfind("\n", max(begin - 80, 0), begin) + 1, begin - 80) : begin].strip(
        " \t-\"'$[#>"
    )
    is_first = before in {"", "export", "set", "env", "ENV", "SET"}
    ends = None if is_first else _AFTER_SEPARATOR.search(plain.group())
    end = plain.start() + (ends.start() if ends else len(plain.group().rstrip(",;")))
    rest = text[end : end + 80].split("\n")[0].strip(" \r\t,;")
    return Value(plain.start(), end, text[plain.start() : end], _is_alone(sign, is_first, rest))


def _is_alone(sign: re.Match[str], is_first: bool, rest: str) -> bool:
    """Whether a line says no more than this value, or gives it without a space: `password=abc`."""
    if sign["says"]:
        return False
    if sign["sign"].startswith("=") and sign.group().strip(" \t") == sign.group():
        return True
    return (is_first or sign["sign"] != ":") and (not rest or rest.startswith(("#", "//", "<")))


def _is_expression(value: Value, text: str) -> bool:
    """Whether it is code that computes a value: `e.password`, followed by what code goes on with."""
    goes_on = text[value.end : value.end + 1] in _CODE_GOES_ON or value.text.endswith(("(", "[", "{"))
    return goes_on and bool(_EXPRESSION.fullmatch(value.text)) and not looks_random(value.text, least=16)


def is_placeholder(text: str) -> bool:
    """Whether a value only stands for one: empty, hidden already, a variable, or a word about it."""
    return not text or bool(_PLACEHOLDER.fullmatch(text))
