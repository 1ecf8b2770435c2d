"""How the sample's texts are written in source: paragraphs wrapped, lists and code as they are."""

import re
from html import escape
from textwrap import dedent

_ITEM = re.compile(r"(?:[-*•]|\d+\.)\s+")
_BLANK = re.compile(r"\n\s*\n")
_FENCED = re.compile(r"```\n(.*?)\n```", re.S)
_MARKS = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*(.+?)\*"), r"<em>\1</em>"),
)
_WIDE = 0x2E80  # from here on scripts (Chinese, Japanese) are written without spaces


def unwrap(source: str) -> str:
    """Return `source` as its writer meant it: one line per paragraph, code and list items kept."""
    parts = _FENCED.split(dedent(source).strip())
    blocks = (_code(part) if at % 2 else _paragraphs(part) for at, part in enumerate(parts))
    return "\n\n".join(block for block in blocks if block)


def as_html(text: str) -> str:
    """Return an unwrapped text as the HTML a mail program or the composer would have sent."""
    parts = _FENCED.split(text)
    return "".join(
        f"<pre><code>{escape(part)}</code></pre>" if at % 2 else _html(part) for at, part in enumerate(parts)
    )


def _code(lines: str) -> str:
    return f"```\n{lines}\n```"


def _paragraphs(part: str) -> str:
    return "\n\n".join(_join(block.splitlines()) for block in _BLANK.split(part.strip()) if block.strip())


def _join(lines: list[str]) -> str:
    joined = lines[0].strip()
    for line in (line.strip() for line in lines[1:]):
        joined += _between(joined, line) + line
    return joined


def _between(before: str, line: str) -> str:
    if _ITEM.match(line) or line.startswith(">"):
        return "\n"
    return "" if ord(before[-1]) >= _WIDE and ord(line[0]) >= _WIDE else " "


def _html(part: str) -> str:
    return "".join(_block(block.splitlines()) for block in _BLANK.split(part.strip()) if block.strip())


def _block(lines: list[str]) -> str:
    if not all(_ITEM.match(line) for line in lines):
        return f"<p>{'<br>'.join(map(_inline, map(escape, lines)))}</p>"
    kind = "ol" if lines[0][0].isdigit() else "ul"
    items = "".join(f"<li>{_inline(escape(_ITEM.sub('', line, count=1)))}</li>" for line in lines)
    return f"<{kind}>{items}</{kind}>"


def _inline(line: str) -> str:
    for mark, html in _MARKS:
        line = mark.sub(html, line)
    return line
