"""How mail programs begin a forwarded mail: labels, separators, subjects, in many languages."""

from __future__ import annotations

import re
from typing import Literal

Label = Literal["from", "date", "to", "cc", "subject", "other"]

_LABELS: dict[Label, str] = {
    "from": (
        "from|von|de|da|van|från|fra|od|от|від|відправник|desde|lähettäjä|keneltä|kimden"
        "|gönderen|feladó|de la"
        "|από|发件人|寄件者|寄件人|差出人|送信元|보낸 사람|보낸사람|expéditeur|remitente|mittente|afzender"
        "|odesílatel|odosielateľ|nadawca|отправитель|מאת|من|المرسل|pošiljatelj|šalje|nuo|saatja"
        "|no|từ|จาก|dari"
        "|expeditor|az|frá|प्रेषक|از|ad"
    ),
    "date": (
        "date|sent|datum|gesendet|envoyé|envoyé le|date d'envoi|fecha|enviado|enviado el"
        "|enviada em|data|inviato"
        "|datum|verzonden|skickat|sendt|dato|wysłano|wysłane|дата|отправлено|надіслано|päiväys|päivämäärä"
        "|lähetetty|tarih|gönderildi|gönderilme tarihi|dátum|elküldve|küldve|trimis|ημερομηνία"
        "|εστάλη|στάλθηκε"
        "|日期|发送时间|發送時間|寄件日期|发送日期|日付|送信日時|날짜|보낸 날짜|보낸날짜"
        "|보낸 시간|datum odeslání|odesláno"
        "|odoslané|poslano|תאריך|נשלח|التاريخ|تاريخ الإرسال|تم الإرسال|šiuntimo data|saadetud|kuupäev"
        "|ngày|đã gửi|วันที่|tanggal|dagsetning|送信日"
    ),
    "to": (
        "to|an|à|a|para|destinataire|destinatario|destinatário|naar|aan|till|til|do|dla|кому"
        "|vastaanottaja|kenelle"
        "|kime|alıcı|címzett|către|προς|收件人|收件者|宛先|받는 사람|받는사람|komu|pro|za|prima"
        "|אל|إلى|المستلم|kam"
        "|kellele|saaja|đến|ถึง|kepada|til|pre|primatelj|prejemnik"
    ),
    "cc": (
        "cc|kopie|kopia|kopi|copie|copia|cópia|копия|копія|kopio|bilgi|másolat|副本|抄送|참조"
        "|κοιν|עותק|نسخة|kópia|ccn"
    ),
    "subject": (
        "subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|aihe|konu"
        "|tárgy|subiect|θέμα"
        "|主题|主旨|件名|제목|předmět|predmet|נושא|الموضوع|tema|teema|chủ đề|tiêu đề|เรื่อง"
        "|หัวเรื่อง|subjek|perihal"
        "|naslov|zadeva|efni|विषय"
    ),
    "other": (
        "reply-to|antwort an|répondre à|bcc|importance|priorität|wichtigkeit|attachments"
        "|anlagen|pièces jointes"
    ),
}
_KIND_OF: dict[str, Label] = {
    word: kind for kind, words in reversed(_LABELS.items()) for word in words.split("|")
}
_BEGIN = r"^[\s*_]{0,20}"
_LABEL = re.compile(
    _BEGIN + r"([^\W\d_][^\n:：*]{0,24}?)[\s*\u00a0]{0,10}[:：][\s*\u00a0]{0,20}(.*)$", re.DOTALL
)
_FORWARDED = (
    "forwarded message|forwarded by|weitergeleitete nachricht|weitergeleitete mail|weitergeleitete e-mail"
    "|message transféré|message transmis|message réexpédié|courriel transféré|e-mail transféré"
    "|mensaje reenviado|mensagem encaminhada|mensagem reencaminhada|messaggio inoltrato|messaggio inoltrata"
    "|doorgestuurd bericht|vidarebefordrat meddelande|vidarebefordrat brev|videresendt melding"
    "|videresendt besked|videresendt meddelelse|videresendt e-mail|wiadomość przekazana|przekazana wiadomość"
    "|przesłana dalej|přeposlaná zpráva|přeposlaný e-mail|preposlaná správa|preposlana správa"
    "|пересылаемое сообщение|пересланное сообщение|переадресованное сообщение|пересланное письмо"
    "|переслане повідомлення|mesaj redirecționat|mesaj redirecţionat|mesaj retrimis|iletilen mesaj"
    "|iletilmiş mesaj|yönlendirilen ileti|iletilen ileti|továbbított üzenet|továbbított levél"
    "|välitetty viesti|edelleenlähetetty viesti|转发的邮件|转发邮件|轉寄的郵件|已转发邮件"
    "|轉寄郵件|転送されたメッセージ"
    "|転送メッセージ|전달된 메시지|전달된 메일|الرسالة المعاد توجيهها|رسالة معاد توجيهها"
    "|רסالة محولة|הודעה שהועברה|הודעה מועברת"
    "|proslijeđena poruka|prosleđena poruka|posredovano sporočilo|persiųstas laiškas|pārsūtīta ziņa"
    "|edastatud kiri|προωθημένο μήνυμα|thư đã chuyển tiếp|chuyển tiếp thư|ข้อความที่ส่งต่อ|pesan terusan"
    "|pesan yang diteruskan|áframsent skeyti"
)
_SEPARATOR = re.compile(
    r"[-–—=_*\s]*(?:(?:begin|anfang der|début du|inicio del?|início da|inizio|begin van)\s+)?"
    rf"(?:{_FORWARDED})n?[^\n]{{0,60}}",
    re.IGNORECASE,
)
_RULES = ("--", "––", "—", "==", "__", "- -")
_PREFIX = re.compile(
    r"^\s*(?:\[[^\]\n]{1,40}\]\s*)?(?:fwd?|fyi|wg|tr|trans|rv|enc|i|inoltr?|vs|vb|vl|doorst|fs|pd|prz|pre|fwd"
    r"|ilt|yönl|továbbítás|пересл|fw|przek|转发|轉寄|転送|전달|הועבר|إعادة توجيه|προωθ|πρθ"
    r"|redir|edasi|chuyển tiếp)"
    r"\s*(?:\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)


def label_of(line: str) -> tuple[Label, str] | None:
    """Which header a line repeats, in any of the languages, and its value; None if it is no such line."""
    found = _LABEL.match(line[:1_000])
    kind = _KIND_OF.get(" ".join(found[1].casefold().split())) if found else None
    return (kind, found[2].strip(" \t*\u00a0")) if found and kind else None


def is_separator(line: str) -> bool:
    """Whether a line says that a forwarded mail begins below it."""
    line = line[:200].strip(" \t>*\u200e\u200f")
    may_be = line.startswith(_RULES) or line.endswith((":", "："))
    return may_be and bool(_SEPARATOR.fullmatch(line.rstrip(":： ")))


def is_forward_subject(subject: str) -> bool:
    """Whether a subject begins with a mail program's word for a forwarded mail."""
    return bool(_PREFIX.match(subject[:200]))
