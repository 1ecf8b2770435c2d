"""What a letter says that is new, what it quotes and how it is signed, as text and as HTML."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.channels.email.quoting.html_quotes import HtmlSplit, split_html
from handrail.channels.email.quoting.text_quotes import Split, split_reply
from handrail.channels.email.reading.letters import Letter
from handrail.core.language import detect_language
from handrail.core.plain_text import html_to_text


@dataclass(frozen=True)
class SaidAnew:
    """The parts of a letter; together they hold every word of it. The HTML is unsafe still."""

    text: Split
    html: HtmlSplit


def new_words(letter: Letter) -> SaidAnew:
    """Tell the parts of a letter apart. Where only its HTML shows what is quoted, the HTML rules."""
    html = split_html(letter.html)
    if letter.text_source == "html":
        return SaidAnew(Split(letter.text, "", "") if html.is_whole else _as_text(html), html)
    text = split_reply(letter.text)
    return SaidAnew(_as_text(html) if html.quoted and not text.quoted else text, html)


def language_of(letter: Letter, said: Split) -> str | None:
    """The language of the new words; None where it would be a guess. What the header says is a hint."""
    return detect_language(said.new, ",".join(letter.headers_seen.get("content-language", ())))


def _as_text(html: HtmlSplit) -> Split:
    return Split(html_to_text(html.new), html_to_text(html.quoted), html_to_text(html.signature))
