"""The HTML of a mail: what programs from Outlook's Word engine to a phone in dark mode draw as it was meant.

Programs ignore style sheets or strip them, so what must look right is written on the tag, with physical
sides: Word knows no logical ones, and no padding of a list. Nothing sets a colour of words or ground: the
program chooses both, light or dark. What the sheet in the head adds is a nicety.
"""

from __future__ import annotations

import re
import unicodedata

RIGHT_TO_LEFT = ("R", "AL")
_RTL_LANGUAGES = {"ar", "fa", "he", "ur"}
_FONT = "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5"
_HEAD = """<!DOCTYPE html>
<html{language} dir="{direction}"><head><meta charset="utf-8">\
<meta name="viewport" content="width=device-width">\
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<style>:root {{ color-scheme: light dark; supported-color-schemes: light dark; }}
@media (prefers-color-scheme: dark) {{ a {{ color: #8ab4f8 !important; }} }}</style>
<!--[if mso]><style>p, li, td, blockquote {{ font-family: Arial, sans-serif !important; }}</style><![endif]-->
</head>
<body style="margin:0;padding:0"><div dir="{direction}" style="{font};text-align:{start}">
"""
_STYLES = {
    "p": "margin:0 0 1em 0",
    "blockquote": "margin:0 0 1em 0;padding-{start}:1em;border-{start}:3px solid #8a8f98",
    "ul": "margin:0 0 1em 0;margin-{start}:1.5em;padding:0",
    "ol": "margin:0 0 1em 0;margin-{start}:1.5em;padding:0",
    "li": "margin:0 0 .25em 0",
    "pre": "margin:0 0 1em 0;font-family:Consolas,Menlo,monospace;white-space:pre-wrap",
    "code": "font-family:Consolas,Menlo,monospace",
    "img": "max-width:100%;height:auto",
    "table": "margin:0 0 1em 0;border-collapse:collapse",
    "td": "padding:.25em .75em",
    "th": "padding:.25em .75em",
}
_CLASSES = {"mail-signature": "margin:1.5em 0 0 0", "mail_quote": "margin:1.5em 0 0 0"}
_TAG = re.compile(f"<({'|'.join(_STYLES)})" + r'((?:\s[^\s="<>/]+="[^"]*")*\s*/?)>')
_CLASS = re.compile(f'<div class="({"|".join(_CLASSES)})">')
_CID = re.compile(r'\sdata-cid="([^"]*)"')


def mail_html(html: str, *, language: str = "", text: str = "") -> str:
    """A whole document around safe HTML. Its direction is that of the `text`'s first letter (UAX #9, P2)."""
    direction = direction_of(text, language)
    start = "right" if direction == "rtl" else "left"
    styled = _TAG.sub(lambda tag: f'<{tag[1]} style="{_STYLES[tag[1]].format(start=start)}"{tag[2]}>', html)
    styled = _CLASS.sub(lambda tag: f'<div class="{tag[1]}" style="{_CLASSES[tag[1]]}">', styled)
    shown = _CID.sub(r' src="cid:\1"', styled)
    told = f' lang="{language}"' if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", language) else ""
    head = _HEAD.format(language=told, direction=direction, start=start, font=_FONT)
    return f"{head}{shown}</div></body></html>\n"


def direction_of(text: str, language: str = "") -> str:
    """`rtl` or `ltr`, by the first letter that has a direction; without one by the language."""
    for letter in text[:2_000]:
        kind = unicodedata.bidirectional(letter)
        if kind == "L" or kind in RIGHT_TO_LEFT:
            return "rtl" if kind in RIGHT_TO_LEFT else "ltr"
    return "rtl" if language.partition("-")[0] in _RTL_LANGUAGES else "ltr"
