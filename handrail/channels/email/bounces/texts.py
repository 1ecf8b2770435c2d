"""Bounces in words for people, as old and stubborn mail programs write them: what is theirs, who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from handrail.channels.email.bounces.reports import address_in

_LOOKED_AT = 20_000  # characters
_MOST = 100  # addresses
_LINES_ABOUT = 6
SUBJECT = re.compile(
    r"^\W{0,10}(?:\[?(?:warning|error|fyi|auto|automatic)\W{1,3})?(?:"
    r"undeliver|un-?deliver|non[ -]?(?:deliver|remis)|not deliver|returned|return(?:ing)? (?:mail|message"
    r"|to sender)"
    r"|(?:permanent |temporary )?(?:mail|message|e-?mail|delivery|status)?\W{0,5}"
    r"(?:system |delivery |transport )(?:fail|error|status|problem|report|notif"
    r"|has failed|delay|incomplete|could|unsuccess|not|subsystem)"
    r"|(?:mail|message|e-?mail|delivery)\W+(?:fail|error|could not|not deliver|delay|rejected|refused"
    r"|unsuccess|returned"
    r"|not sent|is delayed|status)"
    r"|fail(?:ure|ed)?\W+(?:notice|deliver|notification|mail|to deliver|message)|rejected (?:mail|message"
    r"|e-?mail)"
    r"|(?:delivery|permanent|user unknown|unknown user|could not (?:be )?(?:deliver|send|sent)"
    r"|cannot deliver|can'?t deliver)"
    r"|unzustellbar|nicht zustellbar|zustell\w* (?:fehl|nicht)|non recapitabile|mancato recapito"
    r"|no se (?:pudo|puede) entregar"
    r"|no entregado|échec de (?:la )?(?:remise|distribution)|non remis|onbestelbaar|niet bestelbaar"
    r"|não (?:foi )?entregue"
    r"|недоставленн|не доставлено|ошибка доставки"
    r"|配信不能|配信エラー|送信エラー|送信できま|退信|系统退信|投递失败"
    r"|.{0,30}(?:配信でき|配信不能|送信でき|届けでき|投递失败|退信|не доставлен|недоставлен)"
    r"|niedostarcz|nie dostarcz|olevererbar|kan inte levereras|kunne ikke leveres|nedoručiteln"
    r"|kézbesíthetetlen|não é possível entregar|impossível entregar|nelze doručit|kan ikke leveres"
    r"|ei voi toimittaa"
    r"|toimittaminen epäonnistui|teslim edile|iletileme|nelivrabil|imposibil de livrat|не удается доставить"
    r"|не вдається доставити|δεν παραδόθηκε|αδύνατη η παράδοση"
    r"|无法(?:送达|传递|投递)|未(?:送达|传递)|無法(?:傳遞|傳送|投遞)"
    r"|배달(?:되지|할 수)|전송 ?실패|반송|تعذر (?:ال)?تسليم|לא ניתן למסירה"
    r"|không thể (?:gửi|chuyển)|tidak terkirim"
    r")",
    re.IGNORECASE,
)
PHRASE = re.compile(
    r"(?:could ?n[o']t|cannot|can ?not|can't|was not|were not|not be|unable to|failed to|not possible to"
    r"|n[o']t) (?:be )?"
    r"(?:successfully )?(?:deliver|sent to|reach|send)|undeliver|delivery (?:to|of|has|attempt|for|fail"
    r"|status|error|"
    r"has failed|problem)|returned (?:to (?:sender|you)|mail)|permanent (?:error|fatal|failure)|fatal error"
    r"|(?:did not|didn't) reach|problems? (?:with|delivering|while)|transcript of session|session transcript"
    r"|(?:user|recipient|host|address)e?s? (?:is )?unknown|unknown (?:user|recipient|address)"
    r"|no such (?:user|recipient)"
    r"|mailbox (?:is )?(?:full|unavail)|message (?:was )?(?:rejected|refused|not)|mail (?:was )?(?:rejected"
    r"|refused)"
    r"|(?:has been|was|is|being) returned|encountered an error|intended recipient|mail system at"
    r"|rejected by|not accepting"
    r"|failed (?:recipient|address|permanently)|following (?:address|recipient|user|destination|error)"
    r"|nicht zugestellt|unzustellbar|zustellung"
    r"|配信でき|配信され|送信でき|届け|届き|送达|退回|no pudo|no se pudo|n'a pas pu"
    r"|non è stato"
    r"|не (?:может|был[оа]?|удалось) (?:быть )?(?:доставл|отправл)|não pôde|kunne ikke|kunde inte"
    r"|échec de (?:la )?(?:remise|distribution)|error de entrega|fehler bei der (?:nachrichten)?zustellung"
    r"|(?:recapito|consegna) non riuscit|(?:bezorging|levering) is mislukt"
    r"|niet (?:worden )?(?:bezorgd|afgeleverd)"
    r"|entrega falhou|(?:falha|erro) na entrega|dostarczanie nie|nie (?:została|mogła|udało)"
    r"[^.\n]{0,30}dostarcz"
    r"|gick inte att leverera|kan ikke leveres|toimi(?:tus|ttaminen) epäonnistui|nepodařilo doručit"
    r"|nelze doručit"
    r"|teslim edile|iletileme|nem (?:sikerült|lehet)[^.\n]{0,30}kézbes|nu a putut fi (?:livrat|trimis)"
    r"|退回|投递失败"
    r"|无法(?:送达|传递|投递)|無法(?:傳遞|傳送)|배달(?:되지|할 수)|전송하지 못",
    re.IGNORECASE,
)
CODE = re.compile(r"(?:^|[\s:;>(\"'])[45]\d\d[ -]|[\s(#\[][45]\.[0-7]\.\d{1,3}\b", re.MULTILINE)
_RETURNED = re.compile(
    r"^(?:[ \t>]{0,8}[-=_*+]{2}[^\n]{0,100}(?:copy of|original|returned|unsent|undelivered|header"
    r"|message follows|below)"
    r"|[ \t>*=_+-]{0,20}(?:"
    r"(?:the )?(?:original|unsent|undelivered|returned|rejected) (?:message|mail|e-?mail)[^\n]{0,40}"
    r"(?:follow|below|header|is (?:attached|included)|:[ \t]*$)"
    r"|(?:your |the )?(?:original )?message (?:header|text|follows|body)"
    r"|(?:below|following|here) (?:this line )?is (?:a copy|the|your)[^\n]{0,40}(?:message|header|mail)"
    r"|(?:received: (?:from|by|\()|return-path: ?<|message-id: ?<|delivered-to: )"
    r"|content-type: (?:message/rfc822|text/rfc822)))",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_MEANT = re.compile(
    r"^(?:mailer-daemon|postmaster|mail-daemon|abuse|support|helpdesk|hostmaster|webmaster)@", re.I
)
_CONTACT = re.compile(
    r"contact|kontakt|fragen|hilfe|question|\baide\b|ayuda|ajuda|assistenza"
    r"|e-?mail (?:us|to)|write to|question|assist|postmaster|support|help|^\s*(?:from|von|de|to|cc"
    r"|subject|reply-to"
    r"|sender|date|message-id|x-[\w-]+)\s*:|sent by|on behalf|mail from|from:? ?<",
    re.IGNORECASE,
)
_NO_ADDRESS = r"\s<>()\[\],;:\"'@/：；（）《》<>「」【】，。、“”"
_ANY = re.compile(rf"(?<![\w.=+@/-])[^={_NO_ADDRESS}]{{1,128}}@[^{_NO_ADDRESS}]{{1,255}}")
_ANNOUNCED = re.compile(
    r":[ \t]*\n\s{0,20}((?:^[ \t]{0,20}[\w.+-]{2,60}[ \t]{0,20}$\n?){1,20})", re.MULTILINE
)
_LEADING = re.compile(
    r"^[\s>*<\[\"'`-]{0,20}(?:@[\w.-]{1,255}:)?(?:(?:rfc822|smtp|for|user|recipient|address|x400)\s*[:;]\s*<?)?$",
    re.IGNORECASE,
)


def own_words(text: str) -> tuple[str, str]:
    """A bounce's text parted: what the mail system says, and the mail it returns (headers or more)."""
    text = text[:_LOOKED_AT]
    found = _RETURNED.search(text)
    return (text[: found.start()], text[found.start() :]) if found else (text, "")


def failed_addresses(words: str, besides: Iterable[str]) -> tuple[str, ...]:
    """Whom a text says was not reached, each once; `besides` are the addresses of us and of the writer."""
    unwanted = {address.lower() for address in besides if address}
    leading: dict[str, str] = {}
    near: dict[str, str] = {}
    for line in words.splitlines():
        for address, leads in _addresses(line):
            key = address.lower()
            if key in unwanted or _NOT_MEANT.match(address):
                continue
            if leads:
                leading.setdefault(key, address)
            elif not _CONTACT.search(line):
                near.setdefault(key, address)
    found = leading or near
    return tuple(list(found.values())[:_MOST])


def _addresses(line: str) -> Iterator[tuple[str, bool]]:
    """Every address in a line, and whether nothing but its label stands before it."""
    for found in _ANY.finditer(line[:1_000]):
        address = address_in(found[0].rstrip(".>"))
        if address:
            yield address, bool(_LEADING.match(line[: found.start()]))


def failed_names(words: str, sender: str) -> tuple[str, ...]:
    """Users named without a host, each alone below a line that announces them."""
    host = sender.rpartition("@")[2]
    found = [name for block in _ANNOUNCED.findall(words) for name in block.split()] if host else []
    return tuple(dict.fromkeys(f"{name}@{host.lower()}" for name in found[:_MOST]))


def about_them(said: str, recipients: Iterable[str]) -> str:
    """The lines that speak of those who were not reached, or that hold a server's reply."""
    lines = said.splitlines()
    names = [address.lower() for address in recipients][:5]
    kept: dict[int, str] = {}
    for at, line in enumerate(lines):
        if CODE.search(line) or any(name in line.lower() for name in names):
            kept.update({n: lines[n] for n in range(at, min(at + _LINES_ABOUT, len(lines)))})
    return "\n".join(kept[n] for n in sorted(kept) if kept[n].strip())
