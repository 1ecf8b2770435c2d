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
_ONE_BYTE = ("cp125", "iso8859", "koi8", "utf-8", "cp1252", "latin", "mac", "cp437", "cp85", "cp86", "cp87")
_NOT_LATIN = "cp1251 koi8_r cp932 euc_jp gb18030 big5 cp949 cp1253 cp1255 cp1256 cp874".split()  # noqa: SIM905
_SAMPLE, _FEW = 4096, 12  # bytes that are looked at; fewer high ones tell nothing
_HIGH = bytes(range(128, 256))
_JAPANESE_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\([JI])")
_CONTROLS = dict.fromkeys(c for c in range(32) if c not in (9, 10, 12, 13))


def to_text(data: bytes, charset: str | None, *, detect: bool = False) -> str:
    """Decode with the charset claimed if that works, else with the likeliest. Never raises; no NULs.

    `detect` also looks at the bytes for letters that are not Latin, which takes a millisecond or two.
    """
    for candidate in _candidates(data, charset):
        try:
            return _clean(_composed(data.decode(candidate), candidate))
        except (UnicodeError, LookupError, ValueError):
            continue
    return _clean(_likeliest(data, _codec(charset), detect))


def _likeliest(data: bytes, claimed: str | None, detect: bool) -> str:
    """Words in which some bytes are broken, or whose charset nobody told."""
    if _JAPANESE_ESCAPE.search(data):  # signs of vendors, such as ①, stand where JIS X 0213 has them
        return data.replace(b"\x1b$B", b"\x1b$(Q").decode("iso2022_jp_2004", "replace")
    many_bytes = claimed if claimed and not claimed.startswith(_ONE_BYTE) else None
    for codec in filter(None, (many_bytes, "utf-8")):
        text = data.decode(codec, "replace")
        broken = text.count("\ufffd")
        if len(text) - len(text.encode("ascii", "ignore")) > 3 * broken:
            return text
    for codec in filter(None, (_detected(data) if detect else None, "cp1252")):
        try:
            return data.decode(codec)
        except UnicodeError:
            continue
    return data.decode(many_bytes or "latin-1", "replace")


def _detected(data: bytes) -> str | None:
    """The charset of words that are not in Latin letters, by their bytes; None for others, and for few."""
    sample = b"".join(data[:_SAMPLE].split())
    high = len(sample) - len(sample.translate(None, _HIGH))
    if high < _FEW or high < len(sample) * 0.4:
        return None
    from charset_normalizer import from_bytes  # only few mails need it, and it takes long to load

    found = from_bytes(data[:_SAMPLE], cp_isolation=_NOT_LATIN).best()
    return found.encoding if found else None


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
    return [c for c in (claimed, "utf-8") if c]


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
    # Python finds a codec under odder spellings than ours ("idna!"): its own name counts.
    wrong = not info._is_text_encoding or info.name.replace("_", "-") in _WRONG_FOR_TEXT
    return None if wrong else info.name


def _composed(text: str, codec: str) -> str:
    """Windows-1258 writes Vietnamese letters in pieces."""
    return unicodedata.normalize("NFC", text) if codec == "cp1258" else text


def _clean(text: str) -> str:
    return text.removeprefix("\ufeff").translate(_CONTROLS).encode("utf-8", "replace").decode("utf-8")
