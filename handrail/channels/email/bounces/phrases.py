# ruff: noqa: E501  a phrase is one line
"""Phrases that name a cause, a table for each: documented codes, whole sayings of mail programs, other languages.

`reasons.py` reads them before its broader words.

Each line is a regular expression over words whose white space is collapsed; case does not matter.
"""

from __future__ import annotations

import re

# Codes that services explain on their postmaster pages (Orange, Yahoo, Apple, Cox, Charter, Comcast, GoDaddy, Facebook,
# NetEase, Tencent, Microsoft, Mailgun, SES, cPanel). They stand beside words that say less, or something else.
CODES_CONTENT = r"""
\bofr(?:\d{3})?_50[67]\b
\b(?:dt:(?:spm|sum)|mi:spb)\b
\bpol-p[67]\b
\bmsg-p[0-9]\b
\[hm\d\d\]
\bph01\b
"""
CODES_POLICY = r"""
\b(?:hl|rp|mi|ip):[a-z]{3}\b
\bdt:rbl\b
\bofr(?:\d{3})?_10[0-9]\b
\bpol-[pt]\d\b
\bdns-p\d\b
\bcon-t\d\b
\brcp-p[23]\b
\baup#[\w-]{1,20}
\bcx(?:bl|thrt|mj|dns|sndr|smtp)\b
\bib(?:10[0-9]|21[0-9]|60[0-9])\b
\b(?:bl|rl|sc)00000[0-9]\b
\(s3[0-9]{3}\)
\b607 not delivering
"""
CODES_ADDRESS = r"""
\bofr(?:\d{3})?_416\b
\brcp-p1\b
\b605 not delivering
suppressed sending to this address
account or domain may not exist
\bon (?:the |our )?suppression list\b
"""
CODES_MAILBOX = r"""
\bofr(?:\d{3})?_41[57]\b
\bmail\.?box\.full\b
"""
# Mail that goes in circles (RFC 5321 §6.3): Postfix, Sendmail, Exim, qmail, Exchange, Domino, hMailServer.
LOOPS = r"""
(?:mail|forwarding|routing|message)[ -]?(?:forwarding )?loop
loops? back to (?:myself|me|itself)
hop ?count
too many (?:hops|received)
(?:is|message) looping
already has my delivered-to
duplicated message-id
"""
# The mail itself, in the words of Gmail's error list, of content filters, and of RFC 5322's watchmen.
MAIL_ITSELF = r"""
likely (?:to be )?(?:unsolicited|spam|suspicious)
not (?:rfc ?\d{3,4}|rfc)[ -]?complian\w+
(?:suspicion of|suspected(?: of| to be)?|classified as|considered(?: to be| as)?|detected as|flagged as|marked as|identified as|looks like|appears to be) (?:\S{1,30} )?(?:spam|bulk|virus|junk|phish\w*|malicious|unsolicited)
(?:spam|virus|malware|phishing)[ -](?:message|mail|content)?\s?(?:detected|found|rejected|refused|score)
(?:found|detected|contains?|infected with|carries) (?:a |an? \S{1,30} )?(?:virus|malware|trojan|worm)
mail content (?:denied|rejected)
(?:missing|duplicate|multiple|invalid|malformed|bad|no|illegal) (?:or \w+ )?['"]?(?:from|to|date|subject|message-id|mime|content-type|mime-version)['"]? header
multiple ['"]?from['"]? headers
message (?:is )?(?:malformed|not well[ -]formed)
(?:file|attachment)(?: type)? (?:\S{1,30} )?(?:is )?(?:not (?:allowed|permitted|accepted)|blocked|forbidden|prohibited)
line (?:is )?(?:too long|length exceed\w*)
mail rejet[ée]e? ?\. mail rejected
"""
# We are not let in: rates, sign-in, relaying, lists of hosts. qmail, hMailServer, Tencent, Kerio, MailEnable, fml, Mailman.
NOT_LET_IN = r"""
frequency limit
at a rate that prevents
(?:receiving|sending) (?:mails?|messages) too (?:quickly|fast|often)
(?:maximum|allowed) number of (?:messages|mails|connections|recipients)
(?:messages|mails|recipients|connections) per (?:second|minute|hour|day|connection)
not (?:allowed|permitted|authori[sz]ed) to (?:send|post|submit)
rate of (?:mails?|messages?|connections?)\b[^.;]{0,60}(?:limit|exceed|high|over)
(?:connection|message|mail|sending|recipient|hourly|daily) (?:rate )?(?:limit|quota)s? (?:\S{1,20} )?(?:exceeded|reached)
(?:reached|exceeded) (?:your|the|its) (?:daily|hourly|sending|message) (?:\S{1,20} )?(?:limit|quota)
(?:daily|hourly) (?:\S{1,20} ){0,2}limit
list of allowed rcpthosts
badmailfrom
badrcptto
requires? (?:smtp )?authentication
authenticat\w+ (?:is )?required
(?:delivery|sending) (?:is )?not (?:allowed|permitted) to this
rejected by (?:the )?recipients?\b(?! domain| server|'s)
(?:blocked|rejected) by (?:the )?(?:user|recipient|addressee)(?:'s)? (?:block|deny|filter|polic)
sender[^.;]{0,40} not in (?:the )?(?:\S{1,20} )?(?:allowed|accepted|safe)[ -]?senders?
on (?:\S{1,20} )?(?:deny|block|black)[ -]?list
blocked senders?\b
gr[ae]y-?list
non-?members? (?:are )?not allowed
(?:post|message)s? by non-?members
(?:are|is) not (?:a )?member
groups\.google\.com
tilladelse|tillatelse|oprávněn|jogosult|engedély|permisiun|yetki|δικαίωμα|άδεια|дозвол|הרשא|(?:ال)?صلاحي|quyền|izin
權限|권한|สิทธิ์
"""
# It is there but closed: Gmail, Yahoo, Zoho, mail.ru.
CLOSED = r"""
(?:blocked|disabled|closed|suspended|deactivated|locked) (?:due to|because of|for|after) (?:\S{1,20} )?inactiv
(?:user|account|mail ?box|recipient)\b[^.;]{0,40} (?:over|above|beyond|exceeds?) (?:the |its |their |his )?(?:\S{1,20} )?(?:quota|limit|capacity)
mail ?box (?:is )?(?:over|at) (?:\S{1,20} )?(?:limit|capacity)
(?:mail ?box|account|user|recipient)s? (?:is |has been |was )?(?:currently |temporarily )?(?:disabled|suspended|inactive|locked|frozen|deactivated)
"""

# In other languages: a noun, then within the sentence what is wrong with it. After the words of Exchange and Outlook,
# Gmail, Domino, GMX, Orange, mail.ru, Yandex, Tencent and NetEase, in the languages that they speak.
UNKNOWN_ABROAD = r"""
(?:e-?mail-?)?(?:empf[äa]nger|benutzer|adresse|postfach|teilnehmer|domain|domäne|konto)\w*\b[^.;]{0,60}(?:unbekannt|ungültig|existiert nicht|nicht (?:gefunden|bekannt|vorhanden|existent|ermittelt))
(?:adresse|destinataire|utilisateur|compte|domaine|bo[iî]te|usager)s?\b[^.;]{0,60}(?:introuvable|inconnue?|inexistant|n'existe|invalide|erron[ée]e?|pas [ée]t[ée] trouv|pas pu [êe]tre trouv)
(?:destinatari[oa]|usuario|direcci[óo]n|cuenta|dominio|buz[óo]n)\b[^.;]{0,60}(?:no (?:fue |ha sido |se ha |se pudo |se )?encontr\w+|desconocid|no existe|no (?:es )?v[áa]lid|inexistente|inv[áa]lid|incorrect)
no (?:se )?(?:encuentra|encontr[óo]|ha encontrado|pudo encontrar)[^.;]{0,40}(?:direcci|destinat|usuario|cuenta|dominio)
(?:destinat[áa]rio|usu[áa]rio|utilizador|endere[çc]o|conta|dom[íi]nio|caixa)\b[^.;]{0,60}(?:n[ãa]o (?:foi |p[ôo]de ser )?(?:encontrad|localizad|existe|[ée] v[áa]lid)|desconhecid|inexistente|inv[áa]lid|incorret)
(?:destinatario|utente|indirizzo|casella|dominio|account)\b[^.;]{0,60}(?:non (?:[eè] )?(?:stato )?(?:esiste|trovat|valid)|sconosciut|inesistente|errat)
impossibile trovare[^.;]{0,40}(?:indirizz|destinat|utente|dominio)
(?:e-?mail-?)?(?:adres|ontvanger|gebruiker|domein|postbus|mailbox)\w*\b[^.;]{0,60}(?:onbekend|ongeldig|bestaat niet|niet (?:worden )?gevonden)
(?:adres|odbiorc|użytkowni|skrzynk|domen)\w*[^.;]{0,60}(?:nie istnieje|nieznan|nieprawidłow|nie (?:został\w*|można|udało się) (?:znale|odnale)\w*)
nie (?:można (?:odnaleźć|znaleźć)|znaleziono)[^.;]{0,40}(?:adres|odbiorc|użytkow|domen)
(?:e-?mail-?|e-?post-?)?(?:adress|mottagar|mottaker|modtager|använd|bruger|bruker|konto|domän|domæn)\w*[^.;]{0,60}(?:okän[dt]|uken[dt]t?|ukjent|ogiltig|ugyldig|(?:finns|findes|finnes|eksisterer) (?:inte|ikke)|hittades inte|ikke (?:fundet|funnet))
(?:hitta|finde|finne) (?:e-?post|e-?mail|mottag|modtag|mottak|bruk|brug)\w*
(?:osoit|vastaanottaj|käyttäj)\w*[^.;]{0,60}(?:ei (?:löyd|löyt|ole olemassa)|tuntema|virheelli)
(?:adres|příjemc|uživatel|schránk|domén|príjemc|používateľ)\w*[^.;]{0,60}(?:neexist|nebyl\w* naleze|nebol\w* nájden|nenalez|neznám|neplatn)
(?:cím|felhasználó|postafiók|tartomány)\w*[^.;]{0,60}(?:nem (?:létez|található)|ismeretlen|érvénytelen)
(?:adres|destinatar|utilizator|domeni)\w*[^.;]{0,60}(?:nu (?:exist|a fost găsit|a putut fi găsit)|necunoscut|inexistent|nevalid|incorect)
(?:adres|alıcı|kullanıcı|etki alanı)\w*[^.;]{0,60}(?:bulunamad|geçersiz|bilinm|mevcut değil)
(?:адрес|получател|пользовател|ящик|аккаунт|домен|абонент)\w*[^.;]{0,60}(?:не (?:существ|найден|обнаруж|зарегистр)|неизвест|неверн|недействит)
(?:адрес|одержувач|отримувач|користувач|скриньк|домен)\w*[^.;]{0,60}(?:не (?:існу|знайден)|невідом|недійсн)
(?:διεύθυνση|παραλήπτη|χρήστη)\w*[^.;]{0,60}(?:δεν (?:βρέθηκε|υπάρχει)|άγνωστ)
(?:宛先|ユーザー?|アドレス|受信者|ドメイン|メールボックス)[^。]{0,40}(?:見つか|存在し|不明|ありません|間違|無効)
(?:用户|用戶|收件人|邮箱|郵箱|地址|帐号|账号|帳號|域名)[^。;]{0,40}(?:不存在|未找到|找不到|无效|無效|不正确|错误)
(?:수신자|사용자|주소|계정|메일함|도메인)[^.]{0,40}(?:찾을 수 없|존재하지|없습니다|없는|알 수 없|잘못)
"""
FULL_ABROAD = r"""
(?:postfach|speicher|kontingent)\w*\b[^.;]{0,60}(?:\bvoll|überschritten|erschöpft|ausgeschöpft)
(?:bo[iî]te|messagerie)\b[^.;]{0,60}(?:pleine?|satur[ée]e?)|quota[^.;]{0,40}(?:d[ée]pass|atteint)
(?:buz[óo]n|bandeja|casilla|cuenta)\b[^.;]{0,60}\bllen[oa]|cuota[^.;]{0,40}(?:exced|super)|exced\w{0,6} [^.;]{0,20}cuota
caixa\b[^.;]{0,60}(?:cheia|lotada)|cota[^.;]{0,40}(?:exced|ultrapass)
casella\b[^.;]{0,60}piena|quota[^.;]{0,40}superat
(?:mailbox|postvak|postbus)\w*\b[^.;]{0,40}\bvol\b
skrzynk\w*[^.;]{0,40}(?:pełn|przepełn|zapełn)
(?:inkorg|brevlåd|postlåd|postkass|postboks|innboks|indbakke)\w*[^.;]{0,40}\b(?:full|fuld|fullt)\b
(?:posti)?laatik\w*[^.;]{0,40}täyn
schránk\w*[^.;]{0,40}pln
(?:postafiók|postaláda)\w*[^.;]{0,40}(?:megtelt|betelt|tele)
(?:căsuț|cutia)\w*[^.;]{0,40}plin
kutu\w*[^.;]{0,40}dolu
ящик\w*[^.;]{0,40}(?:переполн|заполн)|превышен\w*[^.;]{0,30}(?:квот|лимит|размер ящик)
скриньк\w*[^.;]{0,40}(?:переповн|заповн)
(?:メールボックス|受信箱|受信トレイ|容量)[^。]{0,40}(?:いっぱい|一杯|超え|超過)
(?:邮箱|郵箱|信箱|空间|空間|容量)[^。;]{0,30}(?:满|滿|不足|超出)
(?:메일함|사서함|용량|편지함)[^.]{0,30}(?:가득|초과|꽉|부족)
"""
TOO_BIG_ABROAD = r"""
zu gro(?:ß|ss)\b
trop (?:gros|volumineu|grand|long)
demasiado (?:grande|largo)
muito grande|excede o tamanho
troppo (?:grande|lungo)
te groot
za duż
(?:för|for) stor[at]?\b
liian suuri
příliš velk|túl nagy|çok büyük|prea mare
слишком (?:больш|велик)|занадто велик
サイズ[^。]{0,20}(?:超|大き)
(?:邮件|附件|郵件)[^。;]{0,10}(?:过大|太大|過大|超过)
"""
SPAM_ABROAD = r"""
спам
垃圾(?:邮件|郵件)
迷惑メール
스팸
pourriel
"""
# Words for "refused" and "later" alone say little, so they count only where nothing else is said.
REFUSED_ABROAD = r"""
abgelehnt|gesperrt|blockiert|verweigert|zurückgewiesen
bloqu[ée]|refus[ée]|rejet[ée]
bloquead|rechazad|denegad|rejeitad|recusad|negad[oa]
bloccat|rifiutat|respint
geblokkeerd|geweigerd
zablokowan|odrzucon|zamítnut|odmítnut
avvisa[td]|afvist|avvist|blockera[dt]|blokeret|blokkert
заблокир|отклон|отказ|запрещ|відхилен
拒否|ブロック|制限
拒绝|拒收|黑名单|频率
거부|차단
"""
LATER_ABROAD = r"""
vorübergehend|zeitüberschreitung|nicht erreichbar|später
temporair|réessay|injoignable|plus tard
temporal|tiempo de espera|más tarde|temporari|mais tarde|tempo limite
tijdelijk|later opnieuw|tymczasow|później
tillfällig|midlertidig|senare|senere
временн|позже|тимчасов|пізніше
一時的|後ほど|タイムアウト
暂时|稍后|超时|連線|连接
일시적|나중에
"""


_UNSPACED = (
    r"[\u0e00-\u0eff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"  # letters of which words follow without spaces
)


def any_of(*tables: str) -> str:
    """One expression that finds any line of these tables where a word begins, which is also what makes it quick."""
    lines = [line for table in tables for line in table.strip().splitlines()]
    unspaced = [line for line in lines if re.match(rf"(?:\(\?:)?{_UNSPACED}", line)]
    spaced = [line for line in lines if line not in unspaced]
    parts = [r"(?<!\w)(?:" + "|".join(spaced) + ")"] if spaced else []
    if unspaced:
        parts.append(f"(?={_UNSPACED})(?:" + "|".join(unspaced) + ")")
    return "|".join(parts)
