"""By which names mail programs call the folder of what was sent. A hint only: From says who wrote a mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from imap_tools.imap_utf7 import utf7_decode

# Gmail, Outlook, Apple Mail, Thunderbird and Dovecot, in the languages in which they are used most.
_NAMES = frozenset(
    name.strip()
    for name in [
        "\n    sent",
        " sent items",
        " sent mail",
        " sent-mail",
        " sent messages",
        " sent objects",
        " sentitems",
        " sentmail",
        "\n    gesendet",
        " gesendete elemente",
        " gesendete nachrichten",
        " gesendete objekte",
        "\n    envoyés",
        " envoyes",
        " messages envoyés",
        " éléments envoyés",
        " objets envoyés",
        " courrier envoyé",
        "\n    enviados",
        " enviadas",
        " elementos enviados",
        " mensajes enviados",
        " itens enviados",
        " e-mails enviados",
        "\n    mensagens enviadas",
        " inviati",
        " inviata",
        " posta inviata",
        " elementi inviati",
        " messaggi inviati",
        "\n    verzonden",
        " verzonden items",
        " verzonden berichten",
        " trimise",
        " mesaje trimise",
        " elemente trimise",
        "\n    отправленные",
        " надіслані",
        " wysłane",
        " elementy wysłane",
        " odeslané",
        " odeslaná pošta",
        " odoslané",
        "\n    poslano",
        " poslana pošta",
        " poslani predmeti",
        " poslane poruke",
        " skickat",
        " skickade",
        " skickade objekt",
        "\n    sendt",
        " sendte elementer",
        " sendt post",
        " lähetetyt",
        " elküldött",
        " elküldött elemek",
        "\n    gönderilmiş",
        " gönderilmiş postalar",
        " gönderilmiş öğeler",
        " απεσταλμένα",
        " المرسلة",
        " البريد المرسل",
        "\n    العناصر المرسلة",
        " الرسائل المرسلة",
        " דואר שנשלח",
        " 送信済み",
        " 送信済みメール",
        " 送信済みアイテム",
        "\n    已发送",
        " 已发送邮件",
        " 已傳送",
        " 寄件備份",
        " 보낸편지함",
        " 보낸 편지함\n    ",
    ]
)
_SUFFIXES = re.compile(r"(?:#\d+)?$|\.(?:mbox|mbx|sbd)(?:#\d+)?$", re.IGNORECASE)


def is_sent_folder(path: str) -> bool:
    """Whether a mail's path lies in such a folder: an mbox of that name, a folder, one of a Maildir++."""
    *folders, file = path.split("/")
    names = folders[-2:-1] if folders[-1:] in (["cur"], ["new"]) else [*folders[-1:], file]
    return any(_means_sent(name) for name in names)


def is_labelled_sent(labels: Sequence[str]) -> bool:
    """Whether one of Gmail's labels says so: the header X-Gmail-Labels of an export, decoded."""
    return any(_means_sent(label.strip(' "')) for value in labels[:5] for label in value[:2000].split(","))


def _means_sent(name: str) -> bool:
    bare = _SUFFIXES.sub("", name)
    if bare.isascii() and "&" in bare:
        with suppress(ValueError):  # it only looks so
            bare = utf7_decode(bare.encode())  # RFC 3501 §5.1.3, as Maildir++ keeps the names of folders
    return not {bare.casefold(), bare.rpartition(".")[2].casefold()}.isdisjoint(_NAMES)
