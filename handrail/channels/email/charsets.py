"""Bytes to words, whatever charset the mail claims (labels as the WHATWG Encoding Standard reads them)."""

from __future__ import annotations

import codecs
import re
import unicodedata

# Labels seen in mail that Python does not know, or knows as a smaller set than senders really use.
_REALLY = {
    "ascii": "utf-8",
    "ansi": "cp1252",
    "ansi-x3.4-1968": "utf-8",
    "big5": "cp950",
    "cp-850": "cp850",
    "default": "utf-8",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gb-2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-2022-jp": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "ks-c-5601-1987": "cp949",
    "ks-c-5601": "cp949",
    "latin1": "cp1252",
    "hz-gb-2312": "hz",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "unicode": "utf-16",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "us-ascii": "utf-8",
    "x-unknown": "utf-8",
    "unknown": "utf-8",
    "unknown-8bit": "utf-8",
    "utf8mb4": "utf-8",
    "x-user-defined": "utf-8",
}
_CODE_PAGE = re.compile(r"(?:x-)?(?:ms-?|win-?|windows-?|cp-?|ibm-?|x-cp-?)(\d{3,5})")
_WRONG_FOR_TEXT = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
_JAPANESE_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\([JI])")
_CONTROLS = dict.fromkeys(c for c in range(32) if c not in (9, 10, 12, 13))


def to_text(data: bytes, charset: str | None) -> str:
    """Decode with the charset claimed if that works, else with the likeliest. Never raises; no NULs."""
    for candidate in _candidates(data, charset):
        try:
            return _clean(_composed(data.decode(candidate), candidate))
        except (UnicodeError, LookupError, ValueError):
            continue
    if _JAPANESE_ESCAPE.search(data):  # signs of vendors, such as ①, stand where JIS X 0213 has them
        return _clean(data.replace(b"\x1b$B", b"\x1b$(Q").decode("iso2022_jp_2004", "replace"))
    codec = _codec(charset)
    many_bytes = codec and not codec.startswith(("cp125", "iso8859", "koi8", "utf-8"))
    return _clean(data.decode(codec if codec and many_bytes else "latin-1", "replace"))


def is_as_claimed(data: bytes, charset: str | None) -> bool:
    """Whether the charset claimed is known and fits the bytes; plain ASCII needs to claim none."""
    claimed = _codec(charset)
    if claimed is None:
        return data.isascii()
    try:
        data.decode(claimed)
    except (UnicodeError, ValueError):
        return False
    return True


def _candidates(data: bytes, charset: str | None) -> list[str]:
    claimed = _codec(charset)
    if data.startswith(codecs.BOM_UTF8):
        return ["utf-8-sig"]
    if _JAPANESE_ESCAPE.search(data):
        return [claimed, "iso2022_jp_ext"] if claimed and claimed != "utf-8" else ["iso2022_jp_ext"]
    return [c for c in (claimed, "utf-8", "cp1252") if c]


def _codec(charset: str | None) -> str | None:
    label = (charset or "").strip().strip("\"'").lower().replace("_", "-").removeprefix("charset=")
    page = _CODE_PAGE.fullmatch(label)
    name = _REALLY.get(label) or (f"cp{page[1]}" if page else label)
    if not name or name in _WRONG_FOR_TEXT or "\0" in name:
        return None
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return info.name if info._is_text_encoding else None


def _composed(text: str, codec: str) -> str:
    """Windows-1258 writes Vietnamese letters in pieces."""
    return unicodedata.normalize("NFC", text) if codec == "cp1258" else text


def _clean(text: str) -> str:
    return text.removeprefix("\ufeff").translate(_CONTROLS).encode("utf-8", "replace").decode("utf-8")
