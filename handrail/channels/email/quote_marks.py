"""How mail programs mark what is not new: attributions, header blocks, rules, signatures, in many languages.

Words stand here only where form alone cannot tell: an attribution needs a verb of writing *and* a date
or an address; a header block needs a word for "from" *and* two more labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_WROTE = (
    r"wrote|writes|said|schrieb\w*|geschrieben|écrit|ecrit|escribió|escribio|ha scritto|scritto|escreveu"
    r"|geschreven|schreef|skrev|skrifaði|kirjoitti|napisał\w*|pisze|napsal\w*|napísal\w*|написа\w*"
    r"|пишет|пише"
    r"|yazdı|şunları yazdı|írta|ezt írta|a scris|scris|έγραψε|写道|寫道|书写|のメール|書きました|작성"
    r"|viết|เขียน|כתב\w*|كتب|pisao|napisao|rašė|rakstīja|kirjutas"
)
_FROM = (
    r"from|von|de|da|van|från|fra|od|от|від|desde|lähettäjä|kimden|gönderen|feladó|de la|από|发件人"
    r"|寄件者|差出人|보낸 사람"
    r"|expéditeur|remitente|mittente|afzender|odesílatel|nadawca|отправитель|من|מאת"
)
_ORIGINAL = (
    r"original message|forwarded message|begin forwarded message|original appointment|reply message"
    r"|original email"
    r"|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|message d.origine"
    r"|message original"
    r"|message transféré|message transmis|mensaje original|mensaje reenviado|mensagem original"
    r"|mensagem encaminhada"
    r"|messaggio originale|messaggio inoltrato|oorspronkelijk bericht|doorgestuurd bericht"
    r"|ursprungligt meddelande"
    r"|opprinnelig melding|oprindelig meddelelse|videresendt|wiadomość oryginalna"
    r"|oryginalna wiadomość|původní zpráva"
    r"|исходное сообщение|пересылаемое сообщение|оригинальное сообщение|mesaj original"
    r"|orijinal mesaj|eredeti üzenet"
    r"|alkuperäinen viesti|原始邮件|原始郵件|转发的邮件|元のメッセージ|원본 메시지|الرسالة الأصلية"
)
_MARGIN = r"^[\s>*]*"
_LONGEST_MARK = 1_000  # characters; a longer line is a paragraph, no mark
# Strangers choose what these are matched against: each must need time in proportion to the line, no more.
_ADDRESS = re.compile(r"[^\s<>@\"]@[^\s<>@\"]")
_DATE = re.compile(r"\b\d{1,4}[./\-年]\s?\d{1,2}|\b\d{1,2}[.:]\d{2}\b|\b(?:19|20)\d\d\b")
_WROTE_LINE = re.compile(rf"(?:\b|(?<=[\W\d]))(?:{_WROTE})(?=[\W\d_]|$)", re.IGNORECASE)
_ENDS = re.compile(r"(?:[:：]|--)\s*+$")
_LAST_ADDRESS = re.compile(r"<[^<>]+>\s*+([:：]?)\s*+$")
_DATED = re.compile(
    r"^.{0,40}(?:\d{4}[-/.]\d\d?[-/.]\d\d?|(?:\b|\D)(?:19|20)\d\d\b.*\d\d?[:.]\d\d)",
)
_BEGINS_DATED = re.compile(rf"{_MARGIN}\d{{4}}[-/]\d\d?[-/]\d\d?\b")
_SEPARATOR = re.compile(rf"{_MARGIN}-{{2,}}\s*(?:{_ORIGINAL})\s*-{{2,}}\s*$", re.IGNORECASE)
_FORWARD = re.compile(
    _MARGIN + r"(?:begin forwarded message|anfang der weitergeleiteten \w+)\s*:\s*$", re.IGNORECASE
)
_FROM_LABEL = re.compile(rf"{_MARGIN}(?:{_FROM})\s*+(?:\*\s*+)?[:：]\s*+\*?\s*+\S", re.IGNORECASE)
_ANY_LABEL = re.compile(_MARGIN + r"[^\W\d_][\w '-]{0,22}\s*+(?:\*\s*+)?[:：]")
_RULE = re.compile(r"^[\s>]*(?:_{5,}|-{5,}|={5,})\s*$")
_SIGNATURE_RULE = re.compile(r"^(?:--|—|__)\s*$")
_SENT_FROM = re.compile(
    r"^\W*(?:sent|get|gesendet|von meinem|diese nachricht wurde|envoy[ée]|enviad[oa]|inviato"
    r"|verzonden|verstuurd|sendt|skickat"
    r"|wysłan[eo]|odesláno|отправлено|надіслано|von mobil|from my|отправил|gönderildi|lähetetty"
    r"|küldve|trimis|发自|從我的|iphoneから送信)"
    r"\b.{0,80}$",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"(?:from|via|with|using|mit|von|depuis|de(?:puis)?|à partir de|desde|do|da|dal|vanaf|met|fra"
    r"|från|z|ze|с|из|від|gesendet)\b.{0,40}"
    r"(?:i(?:phone|pad|os|pod)|android|mobil\w*|handy|outlook|windows|samsung|galaxy|huawei|xiaomi"
    r"|blackberry|nokia|"
    r"mail\w*|airmail|yahoo|gmail|proton|gmx|web\.de|smartphone|phone|телефон\w*|tablet)|outlook for|发自",
    re.IGNORECASE,
)


def is_quoted(line: str) -> bool:
    """A line that a mail program has marked with `>`."""
    return line.lstrip().startswith((">", "&gt;"))


def begins_history(lines: Sequence[str], at: int) -> bool:
    """Does an earlier mail begin at this line, by an attribution, a separator or a block of headers?"""
    line = lines[at]
    if not line.strip() or len(line) > _LONGEST_MARK:
        return False
    if _SEPARATOR.match(line) or _FORWARD.match(line):
        return True
    return _is_attribution(lines, at) or _is_header_block(lines, _after_rule(lines, at))


def begins_signature(line: str) -> bool:
    """A signature's rule (RFC 3676 §4.3) or a line by which a device names itself."""
    return bool(_SIGNATURE_RULE.match(line)) or is_device_line(line)


def is_device_line(line: str) -> bool:
    """A device naming itself, as in "Sent from my phone", in any of the languages known."""
    words = line.strip()
    return len(words) <= 160 and bool(_SENT_FROM.match(words)) and bool(_DEVICE.search(words))


def _is_attribution(lines: Sequence[str], at: int) -> bool:
    """One to four lines that name who wrote and when (or their address), ending with a colon or a rule."""
    joined = ""
    for line in lines[at : at + 4]:
        if not line.strip() or len(line) > _LONGEST_MARK or (joined and len(joined) > 300):
            return False
        joined = f"{joined} {line.lstrip(' >').rstrip()}".strip()
        verb = _WROTE_LINE.search(joined)
        if _is_dated_address(joined) and _begins_well(lines[at]):
            return True
        if verb and _ENDS.search(joined):
            told = f"{joined[: verb.start()]} {joined[verb.end() :]}"
            return _begins_well(lines[at]) and bool(_ADDRESS.search(told) or _DATE.search(told))
    return False


def _is_dated_address(line: str) -> bool:
    """A date and then an address in angles: with a colon at the end, or with the date at the beginning."""
    last = _LAST_ADDRESS.search(line)
    if not last or "@" not in last[0].partition(">")[0][2:-1]:
        return False
    before = line[: last.start()]
    return bool(_DATED.match(before) if last[1] else _BEGINS_DATED.match(before))


def _begins_well(first: str) -> bool:
    """The first line of an attribution already carries a number or an address: no sentence before it."""
    return bool(re.search(r"\d", first) or _ADDRESS.search(first) or "<" in first or "&lt;" in first)


def _after_rule(lines: Sequence[str], at: int) -> int:
    if not _RULE.match(lines[at]):
        return at
    return next((n for n in range(at + 1, min(at + 4, len(lines))) if lines[n].strip()), at)


def _is_header_block(lines: Sequence[str], at: int) -> bool:
    if not _FROM_LABEL.match(lines[at]):
        return False
    following = [line for line in lines[at + 1 : at + 9] if line.strip()][:5]
    return sum(bool(_ANY_LABEL.match(line)) for line in following) >= 2
