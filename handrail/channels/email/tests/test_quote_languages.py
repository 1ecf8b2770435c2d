# ruff: noqa: E501  lines as programs write them
"""What mail programs write around quotations and below a reply, language by language."""

from __future__ import annotations

import pytest

from handrail.channels.email.quoting.signature_marks import is_device_line
from handrail.channels.email.quoting.text_quotes import split_reply

ATTRIBUTIONS = """
Den man. 2. jun. 2025 kl. 10.00 skrev Ada <ada@lamp.example>:
ma 2. kesäk. 2025 klo 10.00 Ada (ada@lamp.example) kirjoitti:
po 2. 6. 2025 v 10:00 odesílatel Ada <ada@lamp.example> napsal:
po 2. 6. 2025 o 10:00 Ada <ada@lamp.example> napísal(a):
Ada <ada@lamp.example> ezt írta (időpont: 2025. jún. 2., H, 10:00):
lun., 2 iun. 2025 la 10:00, Ada <ada@lamp.example> a scris:
V V pon., 2. jun. 2025 ob 10:00 je oseba Ada <ada@lamp.example> napisala:
pon, 2. lip 2025. u 10:00 Ada <ada@lamp.example> napisao je:
Ada <ada@lamp.example>, 2 Haz 2025 Pzt, 10:00 tarihinde şunu yazdı:
Στις Δευ 2 Ιουν 2025 στις 10:00 π.μ., ο χρήστης Ada <ada@lamp.example> έγραψε:
2025年6月2日(月) 10:00 Ada <ada@lamp.example>:
2025/06/02 10:00、Adaのメール:
2025년 6월 2일 (월) 오전 10:00, Ada <ada@lamp.example>님이 작성:
في الاثنين، 2 يونيو 2025 في 10:00 ص تمت كتابة ما يلي بواسطة Ada <ada@lamp.example>:
בתאריך יום ב׳, 2 ביוני 2025 ב-10:00 מאת Ada <ada@lamp.example>:
Mon, 2 Jun 2025, 10:00 AM Ada ada@lamp.example wrote:
På mån 2 juni 2025 kl. 10:00 skrev Ada <ada@lamp.example>:
man. 2. juni 2025 kl. 10:00 skrev Ada <ada@lamp.example>:
Em seg., 2 de jun. de 2025 às 10:00, Ada <ada@lamp.example> escreveu:
pon., 2 cze 2025 o 10:00 Ada <ada@lamp.example> napisał(a):
пн, 2 черв. 2025 р. о 10:00 Ada <ada@lamp.example> пише:
Vào Th 2, 2 thg 6, 2025 vào lúc 10:00 Ada <ada@lamp.example> đã viết:
Pada Sen, 2 Jun 2025 pukul 10.00 Ada <ada@lamp.example> menulis:
El dl., 2 de juny 2025, 10:00, Ada <ada@lamp.example> va escriure:
Понедельник, 2 июня 2025, 10:00 +03:00 от Ada <ada@lamp.example>:
02.06.2025, 10:00, "Ada" <ada@lamp.example>:
On Jun 2, 2025, at 10:00, Ada <ada@lamp.example> wrote:
On Monday, June 2nd, 2025 at 10:00 AM, Ada <ada@lamp.example> wrote:
---- On Mon, 02 Jun 2025 10:00:00 +0200 Ada <ada@lamp.example> wrote ----
Le 02/06/2025 à 10:00, Ada a écrit :
Am Mo., 2. Juni 2025 um 10:00 Uhr schrieb Ada <ada@lamp.example>:
Op 2 jun. 2025 om 10:00 heeft Ada <ada@lamp.example> het volgende geschreven:
Ada kirjoitti 2.6.2025 klo 10.00:
2025. 06. 02. 10:00 keltezéssel, Ada írta:
Dne 02. 06. 25 v 10:00 Ada napsal(a):
Dana 2.6.2025. u 10:00, Ada je napisao/la:
On 2.06.2025 10:00, Ada yazdı:
Στις 2/6/2025 10:00 π.μ., Ada έγραψε:
2025/06/02 10:00, Ada wrote:
On 2025-06-02 10:00, Ada wrote:
בתאריך 02/06/2025 10:00, Ada כתב:
На 2.06.25 г. в 10:00 ч., Ada написа:
Ada 于2025年6月2日周一 10:00写道：
Ada <ada@lamp.example> 於 2025年6月2日 週一 上午10:00寫道：
在 2025-06-02 10:00:00，"Ada" <ada@lamp.example> 写道：
Zitat von Ada <ada@lamp.example>:
Ada <ada@lamp.example> wrote on 06/02/2025 10:00:00 AM:
[On Mon 2 Jun 2025 at 10:00, Ada wrote:]
———— Original Message ————
-------- Ursprüngliche Nachricht --------
Inicio del mensaje reenviado:
##- Please type your reply above this line -##
Ada wrote:
""".strip().splitlines()
HEADERS = """
Fra: Ada <a@x.org>|Sendt: 2. juni 2025 10:00|Til: Dora|Emne: Lampe
Lähettäjä: Ada|Lähetetty: maanantai 2. kesäkuuta 2025|Vastaanottaja: Dora|Aihe: Lamppu
Od: Ada|Odesláno: pondělí 2. června 2025|Komu: Dora|Předmět: Lampa
Od: Ada|Odoslané: pondelok|Komu: Dora|Predmet: Lampa
Feladó: Ada|Elküldve: 2025. június 2.|Címzett: Dora|Tárgy: Lámpa
De la: Ada|Trimis: luni|Către: Dora|Subiect: Lampa
Od: Ada|Poslano: ponedeljek|Za: Dora|Zadeva: Luč
Šalje: Ada|Poslano: ponedjeljak|Prima: Dora|Predmet: Lampa
Kimden: Ada|Gönderildi: Pazartesi|Kime: Dora|Konu: Lamba
Από: Ada|Στάλθηκε: Δευτέρα|Προς: Dora|Θέμα: Λάμπα
差出人: Ada|送信日時: 2025年6月2日|宛先: Dora|件名: ランプ
보낸 사람: Ada|보낸 날짜: 2025년 6월 2일|받는 사람: Dora|제목: 램프
من: Ada|تم الإرسال: الاثنين|إلى: Dora|الموضوع: مصباح
מאת: Ada|נשלח: יום שני|אל: Dora|נושא: מנורה
From: Ada|Sent: Monday|To: Dora|Subject: Lamp
Gesendet: Montag, 2. Juni 2025|Von: "Ada" <a@x.org>|An: dora@x.org|Betreff: Lampe
Date: Mon, 2 Jun 2025|From: a@x.org|To: d@x.org|Subject: Lamp
发件人: Ada|发送时间: 2025年6月2日|收件人: Dora|主题: 灯
*From:* Ada [mailto:a@x.org]|*Sent:* Monday|*To:* Dora|*Subject:* Lamp
Od: Ada|Wysłano: poniedziałek|Do: Dora|Temat: Lampa
Från: Ada|Skickat: måndag|Till: Dora|Ämne: Lampa
Від: Ada|Надіслано: понеділок|Кому: Dora|Тема: Лампа
От: Ada|Отправлено: понедельник|Кому: Dora|Тема: Лампа
""".strip().splitlines()
DEVICES = """
Lähetetty iPhonesta
Odesláno z iPhonu
Odoslané z iPhonu
Küldve az iPhone-omról
Elküldve az iPhone-omról
Trimis de pe iPhone
Poslano z mojega iPhona
Poslano s mog iPhonea
iPhone'umdan gönderildi
Στάλθηκε από το iPhone μου
iPhoneから送信
나의 iPhone에서 보냄
أُرسلت من الـ iPhone
נשלח מה-iPhone שלי
Sendt fra min iPhone
发自我的iPhone
从我的 iPhone 发送
Sent from my iPhone
Von meinem iPhone gesendet
Envoyé de mon iPhone
Enviado desde mi iPhone
Inviato da iPhone
Verstuurd vanaf mijn iPhone
Skickat från min iPhone
Wysłane z iPhone'a
Отправлено с iPhone
Надіслано з iPhone
Enviado do meu iPhone
Gesendet von Outlook für Android
Get Outlook for iOS
Holen Sie sich Outlook für iOS
Télécharger Outlook pour Android
Obtener Outlook para iOS
Sent from Yahoo Mail on Android
Sent from ProtonMail mobile
Diese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.
Sent via the Samsung Galaxy S21
Envoyé à partir de Outlook pour iOS
Sent with Proton Mail secure email.
Enviat des del meu iPhone
Изпратено от моя iPhone
Gửi từ iPhone của tôi
Dikirim dari iPhone saya
Отправлено из мобильной Почты Mail.ru
Sent from Mail for Windows
Gesendet mit der GMX Mail App
""".strip().splitlines()


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_an_attribution_is_known_in_its_language(attribution: str) -> None:
    split = split_reply(f"It works.\n\nDora\n\n{attribution}\n\n> Does it?\n")
    assert (split.new, split.quoted) == ("It works.\n\nDora", f"{attribution}\n\n> Does it?")


@pytest.mark.parametrize("attribution", ATTRIBUTIONS[:-1])
def test_what_follows_an_attribution_need_not_be_marked(attribution: str) -> None:
    assert split_reply(f"It works.\n\n{attribution}\n\nDoes it?\n").new == "It works."


def test_signs_of_direction_hide_no_attribution() -> None:
    hebrew = "\u202bבתאריך יום ב׳, 2 ביוני 2025 ב-10:00 מאת \u202aAda\u202c\u200f <\u202aada@lamp.example\u202c\u200f>:\u202c"
    assert split_reply(f"It works.\n\n{hebrew}\n\n> Does it?\n").new == "It works."


@pytest.mark.parametrize("headers", HEADERS)
def test_a_block_of_headers_is_known_in_its_language(headers: str) -> None:
    block = headers.replace("|", "\n")
    assert split_reply(f"It works.\n\n{block}\n\nDoes it?\n").new == "It works."


def test_headers_in_a_language_not_known_are_told_by_a_rule_and_an_address() -> None:
    block = "_______________\nÓ: Ada <ada@lamp.example>\nSeolta: Luan\nChuig: Dora\nÁbhar: Lampa"
    assert split_reply(f"It works.\n\n{block}\n\nDoes it?\n").new == "It works."


@pytest.mark.parametrize("line", DEVICES)
def test_a_device_names_itself_in_its_language(line: str) -> None:
    split = split_reply(f"It works.\n\n{line}\n")
    assert (split.new, split.signature) == ("It works.", line)


@pytest.mark.parametrize(
    "line",
    [
        "Sent you the phone yesterday",
        "I sent it from home",
        "Send me the mail again",
        "My phone is broken",
        "Ich habe das Handy schon gesendet, wann kommt es an und wann bekomme ich das Geld zurück?",
    ],
)
def test_a_sentence_about_a_device_is_no_signature(line: str) -> None:
    assert not is_device_line(line)


@pytest.mark.parametrize(
    "text",
    [
        "I fly\nFrom: Berlin\nTo: Hamburg\nDate: 3 June 2025\nSeats: 2",
        "Bitte ändern:\nVon: Berlin\nNach: Hamburg\nUm: 10:00",
        "Hello\nName: Dora\nFrom: Kiel\nSubject: Lamp\nOrder: 5",
        "Hello,\n\nOn 2 Jun 2025 at 10:00, Ada wrote:\n> Which version?\n\nVersion 3, I think.",
    ],
)
def test_the_writers_own_lines_stay(text: str) -> None:
    assert split_reply(text).new == text


def test_a_signature_below_the_quotation_unfolds_nothing() -> None:
    split = split_reply("It works.\n\nOn 2 Jun 2025 at 10:00, Ada wrote:\n> Does it?\n\n-- \nDora\n")
    assert split.new == "It works."
