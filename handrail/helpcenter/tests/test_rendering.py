"""Markdown becomes a page that is right, and harmless whatever was written in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.helpcenter.rendering import Around, Heading, Rendered, anchor_of, render

PAYLOADS = Path(__file__).parents[4] / "shared/data/security/xss.jsonl"
ACTIVE = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "button",
    "link",
    "meta",
    "base",
    "template",
}
ACTIVE |= {"template", "frame", "math", "select", "textarea", "applet"}
HERE = Around(
    "en",
    link={"cache.md": "/help/en/cache/", "/help/en/cache/": "/help/en/cache/"}.get,
    asset={name: f"/help/files/1/{name}" for name in ("a.png", "film.mp4", "film.vtt", "manual.pdf")}.get,
    snippet={"hours": "We are here *daily*.\n\n{{ hours }}"}.get,
    size={"a.png": (640, 236)}.get,
)


def draw(body: str) -> Rendered:
    return render(body, HERE)


def dangers(html: str) -> list[str]:
    """Whatever could act or fetch from elsewhere, as a browser would read it."""
    found = []
    for one in html5lib.parse(html, namespaceHTMLElements=False).find("body").iter():
        if not isinstance(one.tag, str):
            found.append("comment")
            continue
        if one.tag in ACTIVE or (one.tag == "input" and one.get("type") != "radio"):
            found.append(one.tag)
        found += [f"{one.tag} {name}" for name in one.attrib if name.startswith("on") or name == "style"]
        if not re.match(r"(?:https?:|mailto:|tel:|#|/help/|/(?!/)|//|$)", one.get("href", "")):
            found.append(f"href {one.get('href')}")
        if not re.match(r"/help/|$", one.get("src", "")):
            found.append(f"src {one.get('src')}")
    return found


@pytest.mark.skipif(not PAYLOADS.exists(), reason="THE SCRIPT-INJECTION PAYLOADS ARE MISSING")
def test_no_payload_is_active_wherever_it_stands() -> None:
    for line in PAYLOADS.read_text(encoding="utf-8").strip().split("\n"):
        payload = json.loads(line)["payload"]
        places = (
            payload,
            f"<div>\n{payload}\n</div>",
            f'=== "{payload}"\n    {payload}\n',
            f'!!! tip "{payload}"\n    {payload}\n',
            f"[a]({payload}) ![{payload}](<{payload}> '{payload}')",
            f'<div title="\n\n=== "a"\n    b\n\n{payload}',
            f"# {payload} {{#{payload}}}\n\n```{payload}\n{payload}\n```",
        )
        for place in places:
            drawn = draw(place)
            assert not dangers(drawn.html), (payload, drawn.html)


@given(st.text(alphabet=st.sampled_from("<>\"'=/ ab:!?`#\n-*[](){}|=$&;"), max_size=160))
@settings(max_examples=40, deadline=None)
def test_anything_can_be_drawn_and_is_harmless(body: str) -> None:
    drawn = draw(body)
    assert not dangers(drawn.html)
    assert drawn.minutes >= 1


def test_callouts_of_every_manual_look_alike() -> None:
    for body in (
        '!!! warning "Mind it"\n    Twice\n',
        ":::warning Mind it\nTwice\n:::",
        ":::warning[Mind it]\nTwice\n:::",
        "> [!WARNING] Mind it\n> Twice",
    ):
        html = draw(body).html
        assert html.count('<div class="callout" data-kind="warning"><svg class="icon"') == 1, body
        assert '<p class="title">Mind it</p>' in html
        assert "<p>Twice</p>" in html
    folded = draw('??? question "Why?"\n    Because\n\nNext').html
    assert folded.startswith('<details class="fold"><summary>Why?</summary>')
    assert folded.strip().endswith("<p>Next</p>")
    assert "callout" not in draw("> [!WARNING of nothing\n> said").html


def test_tabs_are_switches_without_script_and_nest() -> None:
    body = "::::tabs\n:::tab Linux\n!!! note\n    apt\n:::\n:::tab Mac\n```\n:::\n```\n:::\n::::\n\n"
    body += '=== "A"\n    1\n'
    html = draw(body).html
    assert re.findall(r'<input type="radio" name="(\S+)" id="(\S+)"( checked)?>', html) == [
        ("tabs-1", "tab-1-1", " checked"),
        ("tabs-1", "tab-1-2", ""),
        ("tabs-2", "tab-2-1", " checked"),
    ]
    assert html.count('class="pane"') == 3
    assert "<code>:::\n</code>" in html


def test_headings_have_anchors_and_what_leads_nowhere_is_told() -> None:
    drawn = draw(
        "# Empty the *cache*\n## Empty the cache\n## Când? {#when}\n### 空のキャッシュ\n\n"
        "[a](#when) [b](#nowhere) [c](cache.md#x) [d](gone.md) [e](/portal/) [f](asset:gone.pdf)"
        " {{ no }}\n\n{{ gone }}"
    )
    assert drawn.headings == (
        Heading(2, "Empty the cache", "empty-the-cache"),
        Heading(3, "Empty the cache", "empty-the-cache-1"),
        Heading(3, "Când?", "when"),
        Heading(4, "空のキャッシュ", "空のキャッシュ"),
    )
    assert drawn.broken == ("{{ gone }}", "#nowhere", "gone.md", "asset:gone.pdf")
    assert 'href="/help/en/cache/#x"' in drawn.html
    assert 'href="/portal/"' in drawn.html
    assert anchor_of("What’s new in 3.2?") == "whats-new-in-32"


def test_pictures_films_and_files_are_ours_or_links() -> None:
    drawn = draw(
        '![Tools](a.png "The tools"){width=320}\n\n![Tools](asset:a.png)\n\n![Film](film.mp4)\n\n'
        "![See](https://youtu.be/1)\n\n[Manual](asset:manual.pdf) and ![far](https://x.example/a.png)\n\n"
        '<img src="a.png"><img src="https://x.example/b.png">'
    )
    assert '<img src="/help/files/1/a.png" alt="Tools" width="320" loading="lazy"' in drawn.html
    assert "<figcaption>The tools</figcaption>" in drawn.html
    assert 'alt="Tools" width="640" height="236"' in drawn.html
    assert '<track kind="captions" src="/help/files/1/film.vtt"' in drawn.html
    assert re.search(r'<p class="film"><svg.*href="https://youtu.be/1".*<small>youtu.be</small>', drawn.html)
    assert '<a download class="attachment" href="/help/files/1/manual.pdf"' in drawn.html
    assert '<a href="https://x.example/a.png"' in drawn.html
    assert 'src="http' not in drawn.html


def test_steps_tables_code_and_shared_words() -> None:
    drawn = draw(
        ":::steps\n1. Open\n2. Close\n:::\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n"
        '```sh title="Command"\nrm -r x\n```\n\n{{ hours }}\n\nAs `{{ hours }}` here.\n\nSee README.md, https://a.example.\n'
    )
    assert '<div class="steps">\n<ol>' in drawn.html
    assert '<td data-align="end">2</td>' in drawn.html
    assert "<p>We are here <em>daily</em>.</p>" in drawn.html
    assert "<code>{{ hours }}</code>" in drawn.html
    assert drawn.html.count("<a ") == 1
    lines = ["Open", "Close", "a b", "1 2", "Command", "rm -r x", "We are here daily."]
    assert drawn.text.split("\n")[:7] == lines
    assert draw("word " * 900).minutes == 4
    assert draw("字" * 1000).minutes == 2
