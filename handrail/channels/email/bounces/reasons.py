"""Why a mail did not arrive, in six groups, from the servers' words and codes (RFC 3463, RFC 5321 §4.2).

address: nobody is there: no such user, host or domain, moved, takes no mail at all.
mailbox: it is there but cannot take the mail: full, suspended, the mail is too big for it.
policy:  the server refuses us: blocked, not authenticated, no relaying, sender rejected, too many mails.
content: the mail itself is taken for spam or a virus, or is malformed.
server:  it could not be reached, was in trouble, or the time for trying ran out.
other:   complaints, reports of success, and what nobody explains.
"""

from __future__ import annotations

import re
from typing import Literal

from handrail.channels.email.bounces import phrases
from handrail.channels.email.bounces.phrases import any_of

Group = Literal["address", "mailbox", "policy", "content", "server", "other"]
GROUPS: tuple[Group, ...] = ("address", "mailbox", "policy", "content", "server", "other")
_LOOKED_AT = 4_000  # characters of a server's words

# Codes of big receivers and whole phrases: before all words.
_EXACT: tuple[tuple[Group, str], ...] = (
    ("content", any_of(phrases.CODES_CONTENT)),
    ("mailbox", any_of(phrases.CODES_MAILBOX)),
    ("address", any_of(phrases.CODES_ADDRESS)),
    ("policy", any_of(phrases.CODES_POLICY)),
    ("server", any_of(phrases.LOOPS)),
    ("content", any_of(phrases.MAIL_ITSELF)),
    ("mailbox", any_of(phrases.CLOSED, phrases.FULL_ABROAD)),
    ("policy", any_of(phrases.NOT_LET_IN)),
    ("address", any_of(phrases.UNKNOWN_ABROAD)),
)
# In this order: what is said more exactly comes first ("mailbox full" before "mailbox unavailable").
_WORDS: tuple[tuple[Group, str], ...] = (
    *_EXACT,
    (
        "mailbox",
        r"(?:mail ?box|inbox|mail ?folder|account|user'?s? \w+|recipient) (?:is |was "
        r"|has been )?(?:too )?full"
        r"|over[ -]?quota|\bquota\b|quota[ -]?(?:is |has been |was |limit )?(?:exceed|full|violat|reach)"
        r"|quotaexceeded"
        r"|exceed\w*[^.:;]{0,40}(?:quota|storage|mailbox size|space)|insufficient (?:disk|mailbox|storage"
        r"|space)"
        r"|out of (?:storage|disk|space|email)|mailbox (?:size|has exceeded|exceed|quota)|storage limit"
        r"|not enough (?:storage|space|disk)|disk quota|postfach[^.]{0,30}voll"
        r"|kontingent[^.]{0,30}überschritten"
        r"|bo[iî]te[^.]{0,40}pleine|buz[oó]n[^.]{0,40}llen[oa]|casella[^.]{0,30}piena|caixa[^.]{0,40}cheia"
        r"|переполнен|容量|満杯|已满|空间不足",
    ),
    (
        "server",
        r"(?:name service error|host not found|dns)[^;]{0,80}try again|temporary (?:dns|name|lookup)"
        r"|timed[ -]?out|in the queue (?:for )?too long|retry time|name ?server reply|\bpipe to\b|procmail"
        r"|maildrop|exit (?:code|status)|mailer error"
        r"|(?:command|program) (?:died|failed|output)|connection (?:was )?(?:refused|reset|dropped|lost)",
    ),
    (
        "policy",
        r"(?:domain of )?sender (?:\S{1,80} ){0,4}?(?:rejected|denied|refused|does ?n[o']t (?:exist"
        r"|resolve)|not found|unknown"
        r"|invalid|verif|blocked|not (?:allowed|accepted))|invalid sender|permission to (?:post|send)"
        r"|google groups"
        r"|permisos|autoris[ée]|permiss[ãa]o|autorizza|berechtig|toestemming|разрешен|権限|权限|zezwol|uprawnie"
        r"|tillstånd"
        r"|\b(?:spf|dmarc|dkim)\b|unauthenticated|not authenticated|authentication (?:check|fail|requir"
        r"|is requir)"
        r"|sender (?:is )?un(?:authenticated|verified)|fails? to pass authentication",
    ),
    (
        "address",
        r"\b55\d\b.{0,60}mailbox unavailable|recipient address rejected: access denied|recipient ?not ?found",
    ),
    ("content", r"(?:blacklist|block)\w* (?:url|link)|\b(?:uri|sur|d)bl\b|(?:uribl|surbl)"),
    (
        "policy",
        r"unverif\w{0,10} (?:sending|sender)|reverse[ -]?dns|\bptr\b|\brdns\b|reverse (?:lookup|mapping"
        r"|hostname)|cannot find your (?:reverse )?host"
        r"|forward confirmed|no matches to nameserver|cannot resolve your (?:address|host)",
    ),
    (
        "policy",
        r"block(?:ed)? (?:using|by|for|due|with|list)|\b(?:dns|rh?s?)bls?\b|(?:black|block|deny)[ -]?list"
        r"|spamhaus|spamcop|barracudacentral|sorbs|senderscore|senderbase|reputation|banned"
        r"|client host (?:\S{1,80} )?(?:rejected|blocked)|(?:\bip\b|server|host|network"
        r"|address range)[^.;]{0,60}"
        r"(?:is |been |was )?(?:block|list|refus|denied|not allowed|not permitted)|access denied"
        r"|no access from"
        r"|(?:unwanted|unsolicited) (?:messages|mail|email)s? (?:has|have|had|was|were)|open (?:relay|proxy)"
        r"|invalid ip|dynamic(?:ally)?[^.;]{0,20}(?:ip|address|host)|may not be mail exchanger"
        r"|(?:service|mail|message) refus[ée]|refus\w* to talk|too (?:many|much) (?:connection|mail|message"
        r"|error"
        r"|recipient|concurrent|session|invalid|smtp|bad)|rate[ -]?limit|throttl|sending (?:rate|limit)"
        r"|too (?:fast|frequent)|limit exceeded for (?:sender|domain|ip)|unusual rate|temporarily (?:block"
        r"|defer)"
        r"|\[?TS[0-9]{2}\]|SC-00[1-4]|DY-00[1-4]|blocked",
    ),
    (
        "address",
        r"(?:user|recipient|mail ?box|account|address|alias|addressee|local part|destination|name)s?['\"]? ?"
        r"(?:\S{1,80} ){0,3}?(?:is |was |are |were |has |does |do |could |can |can)?(?:an? )?(?:currently )?"
        r"(?:unknown|not (?:be )?found|invalid|not? (?:longer )?(?:exist|valid|known|listed|recogni[sz]ed)"
        r"|incorrect|nonexist|non-exist|n[o']t? exist|undeliverable|not available|not a valid|removed|deleted"
        r"|not on file|not in)"
        r"|(?:unknown|invalid|illegal|no such|bad|nonexistent|non-existent|unrecogni[sz]ed|unroutable"
        r"|unrouteable"
        r"|undeliverable|inexistent|obsolete|incorrect|not (?:a )?(?:valid|known|local)) "
        r"(?:or \w+ )?(?:local |virtual |remote |e-?mail |mail |destination |to |this )*"
        r"(?:user|recipient|mail ?box|account|address|alias|person|name|id\b|addressee|host|domain"
        r"|local.?part)"
        r"|no (?:such |local |valid )*(?:user|mail ?box|recipient|account|address|person|alias|host"
        r"|domain)s? "
        r"?(?:here|by|with|at|called|named|found|known|in|on|for|\(|$)"
        r"|(?:couldn't|could not|cannot|can't|unable to) (?:find|locate|look ?up|resolve) (?:a |any |the "
        r"|this )?"
        r"(?:mail ?box|user|recipient|host|account|address|domain|mail exchanger|mx)"
        r"|(?:don'?t|doesn'?t|does not|do not|did not|didn'?t) (?:have|exist|know|handle|recogni[sz]e)"
        r"|user ?unknown|recipnotfound|recipient ?not ?found|unknown ?recipient|not listed in|no mailbox"
        r"|not our customer"
        r"|address rejected: undeliver|(?:host|domain)(?: or domain)?(?: name)? (?:name )?(?:not found"
        r"|unknown"
        r"|is unknown|does not|doesn't|lookup fail|is invalid|isn't)|nxdomain|name or service not known"
        r"|(?:has|have) (?:moved|left)|no longer (?:valid|on|works|with|employ|at|in use|active|avail|accept)"
        r"|forwarding address|null ?mx|domain does not accept|not accept(?:ing)? (?:any )?(?:mail|e-?mail"
        r"|messages)"
        r"|not accepting network|does not accept mail|no mx|mail exchanger or ip|account (?:closed"
        r"|terminated|cancel)"
        r"|(?:user|recipient)\S{0,80} (?:not|isn't) (?:here|local)|not a member"
        r"|delivery to .{1,80} not (?:possible|known)"
        r"|unbekannt\w* (?:empf|benutz|adress)|(?:empf\w+|benutzer|adresse"
        r"|postfach) (?:\w+ ){0,2}(?:unbekannt"
        r"|existiert nicht|nicht (?:gefunden|bekannt))|adresse? (?:\S{1,80} )?(?:inconnue|inexistante"
        r"|invalide)"
        r"|utilisateur inconnu|destinataire inconnu|n'existe pas|usuario desconocido|no existe|destinatario "
        r"(?:sconosciuto|desconocido)|utente (?:sconosciuto|non)|não existe|utilizador desconhecido"
        r"|usuário desconhecido"
        r"|не существует|не найден|неизвестный|存在しません|見つかりません|はっきりません"
        r"|不存在|nie istnieje|okänd|ukendt|onbekend",
    ),
    (
        "mailbox",
        r"(?:account|mail ?box|user|recipient|address|inbox|domain|e-?mail)\b"
        r"(?: \S{1,80}){0,5}? (?:temporar\w{1,3} )?(?:disabled|suspend|inactive"
        r"|frozen|deactivat|locked|expired|not active|on hold|temporarily unavail|discontinued|restricted)"
        r"|(?:disabled|inactive|suspended|frozen|locked|expired) (?:recipient|user|mail ?box|account|address)"
        r"|(?:message|mail|size|length|body|attachment)[^.;]{0,40}(?:too (?:big|large|long)|exceed"
        r"|larger than|limit)"
        r"|(?:too (?:big|large)|exceed\w*)[^.;]{0,50}(?:message|mail|size|length)|sizelimit|size limit"
        r"|maximum (?:message |allowed )?size|" + any_of(phrases.TOO_BIG_ABROAD),
    ),
    (
        "content",
        r"\bspam|\bube\b|\bjunk|virus|malware|infected|trojan|phish|unsolicited|\bbulk (?:mail|e-?mail)"
        r"|(?:message|mail|header|body|subject|content)s?\b[^.;]{0,30}(?:content|malformed|not rfc|non-rfc"
        r"|forbidden)"
        r"|content (?:reject|filter|restrict|not|deni|polic|violat)|attachment|executable|8-bit data"
        r"|bare (?:lf|cr)"
        r"|improper use|dangerous|suspicious|objectionable|message (?:looks|appears|contains)|spf-like"
        r"|prohibited|identified .{0,30}as|denied by .{0,20}filter|" + any_of(phrases.SPAM_ABROAD),
    ),
)
# Words that many servers use for many things: a status code, where there is one, says it better.
_VAGUE_WORDS: tuple[tuple[Group, str], ...] = (
    *_EXACT,
    (
        "policy",
        r"polic(?:y|ies)|(?:mail|message|content)s? (?:was |has been |is )?reject|relay|sender"
        r"|not (?:permitted|allowed|authori[sz]ed|accepted)|permission|prohibit"
        r"|mail ?from|from address|security|encrypt|\btls\b|starttls|administrative|protocol violation|denied"
        r"|(?:must|need) (?:to )?(?:authenticate|log|issue)|\bauth\b|local polic|you are not|access restrict|"
        + any_of(phrases.REFUSED_ABROAD),
    ),
    (
        "server",
        r"time[sd]?[ -]?out|timeout|expire|retry|retried|try (?:again|later)|giv(?:ing|en) up|connect"
        r"|refused|unreachable"
        r"|no route|network|hops?\b|loop|temporar|resources|for (?:more than |the last )?\d+ (?:hour|day"
        r"|second|minute)"
        r"|delayed|dns|name ?server|lookup|not respond|unavailable|disk|ldap|system|internal|config"
        r"|queue|deferr|grey-?list|graylist|gateway|service|error|cannot|daemon|i/o|broken|attempts|server"
        r"|host|" + any_of(phrases.LATER_ABROAD),
    ),
)


def _compiled(words: tuple[tuple[Group, str], ...]) -> tuple[tuple[Group, re.Pattern[str]], ...]:
    return tuple((group, re.compile(one, re.IGNORECASE)) for group, one in words)


_CLEAR, _VAGUE = _compiled(_WORDS), _compiled(_VAGUE_WORDS)

# RFC 3463 and the registry of RFC 5248: the longest beginning that is known counts. Exchange Online adds
# details of three digits of its own, and 1.90 and 4.310.
_CODES: dict[str, Group] = {
    "1": "address", "1.7": "policy", "1.8": "policy", "1.9": "server", "1.90": "policy",
    "2": "mailbox", "2.4": "server",
    "3": "server", "3.2": "address", "3.3": "policy", "3.4": "mailbox",
    "4": "server", "4.4": "address", "4.310": "address",
    "5": "other", "5.1": "server", "5.2": "server", "5.3": "policy", "5.4": "server", "5.5": "server",
    "5.6": "server",
    "6": "content",
    "7": "policy", "7.7": "content", "7.13": "mailbox", "7.16": "mailbox", "7.17": "address",
    "7.18": "address",
}  # fmt: skip
_FOR_NOW: dict[str, Group] = {"3.2": "server", "4.4": "server"}  # as class 4: it may well be let in later
_REPLIES: dict[str, Group] = {
    "550": "address", "551": "address", "553": "address", "556": "address", "521": "address",
    "552": "mailbox", "422": "mailbox", "452": "mailbox",
    "554": "policy", "530": "policy", "535": "policy", "541": "policy", "571": "policy", "454": "policy",
    "421": "server", "450": "server", "451": "server", "441": "server", "442": "server",
    "432": "server", "447": "server", "500": "server", "501": "server", "502": "server", "503": "server",
}  # fmt: skip


def group_of_words(words: str) -> Group | None:
    """The cause that a server's own words name clearly; None when they name none."""
    return _found(words, _CLEAR)


def group_of_vague_words(words: str) -> Group | None:
    """The cause that words only hint at; None when they do not."""
    return _found(words, _VAGUE)


def _found(words: str, patterns: tuple[tuple[Group, re.Pattern[str]], ...]) -> Group | None:
    words = " ".join(words[:_LOOKED_AT].split())
    return next((group for group, pattern in patterns if pattern.search(words)), None)


def group_of_status(status: str) -> Group | None:
    """The cause that an enhanced status code names; None for x.0.0 and x.2.0, which name none."""
    kind, _, detail = status.partition(".")
    if not detail or detail.startswith("0") or detail == "2.0":
        return None
    if kind == "4" and detail in _FOR_NOW:
        return _FOR_NOW[detail]
    return _CODES.get(detail) or _CODES.get(detail.partition(".")[0])


def group_of_reply(code: str) -> Group | None:
    """The likely cause behind a bare SMTP reply code."""
    return _REPLIES.get(code)
