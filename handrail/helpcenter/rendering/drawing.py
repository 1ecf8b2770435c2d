"""How an article's tokens become HTML; names stay names here, `cleaning` says where they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

Env = Any
FILMS = {".mp4", ".m4v", ".webm", ".ogv", ".mov"}
SOUNDS = {".mp3", ".ogg", ".oga", ".m4a", ".wav", ".opus"}
_ELSEWHERE = re.compile(r"https?://", re.IGNORECASE)
_FILM_HOSTS = re.compile(
    r"(?:^|\.)(?:youtube\.com|youtube-nocookie\.com|youtu\.be|vimeo\.com|loom\.com|wistia\.com|dailymotion\.com)$"
)
_CLOSING = {"callout": "</div></div>", "fold": "</div></details>", "tab": "</div>"}


class Drawing(RendererHTML):
    """markdown-it's renderer with our parts."""

    def part_open(self, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
        """A callout, a folded part, tabs, one of them, or steps."""
        told = tokens[at].meta
        part = told["part"]
        env["parts"].append(part)
        title = self.renderInline(tokens[at].children or [], options, env)
        return str(getattr(self, f"_{part}")(told, title, env))

    def part_close(self, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
        """The end of the innermost of them."""
        return _CLOSING.get(env["parts"].pop(), "</div>") + "\n"

    def _callout(self, told: dict[str, Any], title: str, env: Env) -> str:
        shown = f'<p class="title">{title}</p>' if title else ""
        return f'<div class="callout" data-kind="{told["kind"]}"><div class="inside">{shown}\n'

    def _fold(self, told: dict[str, Any], title: str, env: Env) -> str:
        is_open = " open" if told["open"] else ""
        return f'<details class="fold"{is_open}><summary>{title or _("More")}</summary><div class="inside">\n'

    def _steps(self, told: dict[str, Any], title: str, env: Env) -> str:
        return '<div class="steps">\n'

    def _group(self, told: dict[str, Any], title: str, env: Env) -> str:
        return f"<div>{f'<p><strong>{title}</strong></p>' if title else ''}\n"

    def _tabs(self, told: dict[str, Any], title: str, env: Env) -> str:
        env["groups"] += 1
        env["tabs"].append([env["groups"], 0])
        return '<div class="tabs">\n'

    def _tab(self, told: dict[str, Any], title: str, env: Env) -> str:
        if not env["tabs"] or "tabs" not in env["parts"]:  # one alone: its title above its words
            return f'<div class="pane"><p><strong>{title}</strong></p>\n'
        env["tabs"][-1][1] += 1
        name = "tab-{}-{}".format(*env["tabs"][-1])
        return f'<label class="tab" for="{name}">{title}</label><div class="pane">\n'

    def lone_open(self, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
        """A picture by itself, framed; a film on somebody else's site is a card that leads there."""
        return ""

    def lone_close(self, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
        """See `lone_open`: the picture draws its own frame."""
        return "\n"

    def image(self, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
        """A picture, a film or a sound of ours; what lies elsewhere is a link, so that nothing is fetched."""
        token = tokens[at]
        source = str(token.attrs.get("src", ""))
        words = self.renderInlineAsText(token.children or [], options, env)
        title = str(token.attrs.get("title", ""))
        if _ELSEWHERE.match(source):
            return _elsewhere(source, words or title, lone="lone" in token.meta)
        drawn = _medium(source, words, env) or _picture(token, source, words)
        if "lone" not in token.meta:
            return drawn
        below = f"<figcaption>{escape(title)}</figcaption>" if title else ""
        return f'<figure class="figure">{drawn}{below}</figure>'

    def link_open(self, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
        """A link; one to a file of ours looks like one."""
        href = str(tokens[at].attrs.get("href", ""))
        kind = ' class="attachment"' if href.startswith("asset:") else ""
        return f'<a{kind} href="{escape(href)}">'

    def fence(self, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
        """Code, which whoever has no mouse can scroll too; `title="x"` behind the language names it."""
        language, _blank, more = tokens[at].info.strip().partition(" ")
        named = re.search(r"title=[\"']([^\"']+)[\"']", more)
        name = f'<p class="file-name">{escape(named[1])}</p>' if named else ""
        kind = re.sub(r"[^\w+#.-]", "", language)[:30]
        told = f' data-language="{escape(kind)}"' if kind else ""
        return f"{name}{_code(tokens[at].content, told)}\n"

    def code_block(self, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
        """Code that is indented."""
        return _code(tokens[at].content, "") + "\n"

    def table_open(self, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
        """A table scrolls by itself where the page is narrow."""
        return f'<div class="table" role="group" tabindex="0" aria-label="{escape(_("Table"))}"><table>\n'

    def table_close(self, tokens: Sequence[Token], at: int, options: Any, env: Env) -> str:
        """See `table_open`."""
        return "</table></div>\n"


def _code(words: str, told: str) -> str:
    label = escape(_("Code"))
    return f'<pre role="group" tabindex="0" aria-label="{label}"{told}><code>{escape(words)}</code></pre>'


def _picture(token: Token, source: str, words: str) -> str:
    facts = {"src": source, "alt": words}
    facts |= {name: str(token.attrs[name]) for name in ("width", "height") if name in token.attrs}
    return "<img {}>".format(" ".join(f'{name}="{escape(value)}"' for name, value in facts.items()))


def _medium(source: str, words: str, env: Env) -> str | None:
    """A film or a sound of ours, with the captions that lie beside it (`film.vtt`, `film.ro.vtt`)."""
    path = PurePosixPath(unquote(source))
    if path.suffix.lower() not in FILMS | SOUNDS:
        return None
    tag = "video" if path.suffix.lower() in FILMS else "audio"
    tracks = "".join(_tracks(str(path.with_suffix("")), env)) if tag == "video" else ""
    label = f' aria-label="{escape(words)}"' if words else ""
    return f'<{tag} src="{escape(source)}" controls preload="metadata"{label}>{tracks}</{tag}>'


def _tracks(stem: str, env: Env) -> list[str]:
    around = env["around"]
    named = ((f"{stem}.{around.language}.vtt", around.language), (f"{stem}.vtt", ""))
    found = next(((name, language) for name, language in named if around.asset(bare(name))), None)
    if found is None:
        return []
    language = f' srclang="{escape(found[1])}"' if found[1] else ""
    label = escape(_("Captions"))
    return [f'<track kind="captions" src="{escape(found[0])}" label="{label}"{language} default>']


def bare(name: str) -> str:
    """The name of an asset without `asset:`."""
    return unquote(name.removeprefix("asset:"))


def _elsewhere(source: str, words: str, *, lone: bool) -> str:
    host = urlsplit(source).hostname or ""
    is_film = _FILM_HOSTS.search(host) or PurePosixPath(urlsplit(source).path).suffix.lower() in FILMS
    link = f'<a href="{escape(source)}">{escape(words or host)}</a>'
    return f'<p class="film">{link} <small>{escape(host)}</small></p>' if lone and is_film else link
