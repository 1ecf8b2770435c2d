"""How programs begin the subjects of automatic answers and of challenges, in many languages.

A person may write the same, so these count only together with a header that a machine wrote.
"""

from __future__ import annotations

import re

# They say of themselves that nobody wrote them.
_AUTOMATIC = r"""
(?:yahoo! )?auto(?:matic|mated)?[ -]?(?:reply|response|respond\w*|answer|message)
auto ?:
out[ -]of[ -](?:the[ -])?office
automatische (?:antwort|antwoord|reactie)
autom\w*\.? ?antwort
automatisch (?:antwoord|bericht)
abwesenheits\w+
r[ée]ponse automatique
message automatique
respuesta autom
mensaje autom
fuera de (?:la )?oficina
resposta autom
mensagem autom
fora do escrit
risposta automatica
messaggio automatico
fuori (?:ufficio|sede)
r[ăa]spuns automat
[îi]n afara biroului
automatisk(?:t)? (?:svar|besked)
autosvar
automaattinen
automaatvastus
autom[āa]tisk[āa] atbilde
automatinis atsakymas
autoodpowied
odpowied[źz] automatyczna
automatyczna odpowied
automatick[áa] odpov
automatikus v[áa]lasz
samodejni odgovor
automatski odgovor
αυτ[όο]ματη απ[άα]ντηση
εκτ[όο]ς γραφε[ίι]ου
otomatik yan[ıi]t
автоматическ\w+ (?:ответ|уведом)
автоответ
автоматична відповідь
автоматичен отговор
מענה אוטומטי
תשובה אוטומטית
رد تلقائي
الرد التلقائي
自動(?:応答|返信|回覆|回复)
自动(?:回复|答复)
자동 ?(?:응답|회신|답장)
ตอบกลับอัตโนมัติ
trả lời tự động
balasan otomatis
"""
# They say that somebody is away, or that a mail has come in; persons begin mails like this too.
_AWAY = r"""
ooo\b
on (?:vacation|holiday|leave)
away from
vacation
i(?: am|'m) (?:away|out)
thank you for (?:your|contacting|writing)
we have received
your (?:request|ticket|message|e-?mail) (?:has been|was)
abwesen
ich bin (?:im urlaub|nicht)
urlaub
eingangsbest
niet op kantoor
afwezig
buiten kantoor
absen[ctț]
absent du bureau
accus[ée] de r[ée]ception
ausente
acuse de recibo
contestador
aus[êe]ncia
f[ée]rias
assenza
in ferie
concediu
poissa
lomalla
ikke (?:til stede|p[åa] kontoret)
frav[æa]r
fr[åa]nvaro
semester
kontorist [äa]ra
nieobecno
poza biurem
urlop
mimo kancel[áa]
nep[rř][ií]tomn
dovolen[áa]
h[áa]zon k[íi]v[üu]l
odsoten
izvan ureda
ofis d[ıi]ş[ıi]
вне офиса
отсутств
в отпуске
поза офісом
извън офиса
خارج المكتب
不在(?:通知|です|のお知らせ|に)
休暇
外出
부재
di luar kantor
"""
_BEGIN = r"^(?:\[[^\]\n]{1,60}\]\s{0,3})?[\s\[(*<]{0,5}"  # maybe after a ticket's number


def _any_of(*words: str) -> str:
    return "|".join(line for one in words for line in one.strip().splitlines())


_IS_AWAY = (
    r"^(?!re:|aw:|fwd?:|wg:)[^\n]{1,80} is (?:currently )?(?:out of (?:the )?office|on (?:vacation|leave))"
)
AUTOMATIC = re.compile(
    rf"{_BEGIN}(?:{_any_of(_AUTOMATIC)})[^:：\n]{{0,30}}[:：]|^auto ?:[^\n]{{1,80}} is out of the office",
    re.IGNORECASE,
)
ANSWER = re.compile(rf"{_BEGIN}(?:{_any_of(_AUTOMATIC, _AWAY)})|{_IS_AWAY}", re.IGNORECASE)
CHALLENGE = re.compile(
    r"(?:please |you must |action required|to )?(?:confirm|verify|authenticate|validate|approve)\w{0,5}"
    r"[^\n]{0,40}(?:message|e-?mail|mail|address|sender|delivery|identity)"
    r"|(?:message|mail|sender|delivery) (?:confirmation|verification|authentication)"
    r"|(?:confirmation|verification) (?:required|needed|requested)|challenge"
    r"|awaiting (?:your )?(?:confirmation|approval)|bestätigen sie|confirmez|confirme ",
    re.IGNORECASE,
)
_READ = r"""
read
not read
gelesen
ungelesen
lu
non lu
le[ií]d[oa]
no le[ií]do
lid[ao]
letto
gelezen
l[äæ]st
прочитано
przeczytano
p[řr]e[čc]teno
已读
開封済み
okundu
citit
"""
RECEIPT = re.compile(
    rf"^(?:{_any_of(_READ)})\s?[:：]|^(?:return receipt|read receipt|disposition notification"
    r"|lesebestätigung|accus[ée] de lecture|confirmación de lectura|conferma di lettura|leesbevestiging)",
    re.IGNORECASE,
)
