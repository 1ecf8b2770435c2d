"""What stands below a reply: signature and history. The timeline keeps the agent's words alone."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.utils import timezone

from handrail.accounts.models import Agent, Mailbox
from handrail.channels.email.models import History, SentBelow
from handrail.channels.email.quoting.new_words import new_words
from handrail.channels.email.reading.letters import Letter
from handrail.channels.email.reading.reader import read_mail
from handrail.channels.email.sending import histories
from handrail.channels.email.sending.attributions import LANGUAGES, attribution
from handrail.channels.email.sending.replies import send_reply
from handrail.channels.email.sending.signatures import signature
from handrail.channels.email.tests.test_intake import mail, receive
from handrail.channels.email.verbs import connect_mailbox, dress_mails
from handrail.conversations.models import Conversation, Entry, Message, SendState
from handrail.conversations.verbs import Words, note, reply, send_again
from handrail.core.plain_text import html_to_text, text_to_html
from handrail.customers.models import Address
from tests.servers import SmtpServer

pytestmark = pytest.mark.django_db
SOURCE = "**{agent}**, {mailbox}\n[Our *docs*](https://lamp.example/docs)"
SECRET = "Only the team knows this."
PLAIN = "Ada, Lamp support\nOur docs <https://lamp.example/docs>"


@pytest.fixture
def conversation(support: Mailbox, smtp_server: SmtpServer) -> Conversation:
    connect_mailbox(support, smtp_host=smtp_server.host, smtp_port=smtp_server.port, smtp_security="none")
    found = receive(support, mail("The first page stays white.\n\nAnd the second.")).conversation
    assert found is not None
    return found


def answer(conversation: Conversation, ada: Agent, text: str = "Empty the cache.", **more: str) -> Entry:
    to = {"to": [{"name": "Dora", "address": "dora@nordlicht.example"}]}
    words = Words(text=text, subject="White page", recipients=to, **more)  # type: ignore[arg-type]
    entry = reply(conversation, words=words, by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    return entry


def parts(sent: EmailMessage) -> tuple[str, str]:
    plain, html = sent.get_body(("plain",)), sent.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content().replace("\r\n", "\n").strip(), html.get_content()


def test_a_signature_in_both_forms() -> None:
    part = signature(SOURCE, agent="Ada", mailbox="Lamp support")
    assert part.text == PLAIN
    assert "<strong>Ada</strong>" in part.html
    assert 'href="https://lamp.example/docs"' in part.html
    assert not signature("  \n", agent="Ada", mailbox="Lamp")


def test_names_are_never_read_as_markup_and_markup_never_as_html() -> None:
    part = signature("{agent} <script>x</script>", agent="*A* <b>&", mailbox="")
    assert part.text == "*A* <b>& <script>x</script>"
    assert "<script" not in part.html
    assert "<b>" not in part.html
    wicked = signature("[x](javascript:alert) ![p](https://x.example/p.png)", agent="", mailbox="")
    assert "javascript:" not in wicked.html.replace("[x](javascript:alert)", "")
    assert "<img" not in wicked.html


def test_the_mail_carries_the_signature_and_the_timeline_does_not(
    support: Mailbox, conversation: Conversation, ada: Agent, smtp_server: SmtpServer
) -> None:
    dress_mails(support, signature=SOURCE, history="")
    entry = answer(conversation, ada)
    (sent,) = smtp_server.wait_for(1)
    plain, html = parts(sent)
    assert plain == f"Empty the cache.\n\n-- \n{PLAIN}"
    assert '<div class="mail-signature"' in html
    message = Message.objects.get(pk=entry.pk)
    assert message.text == "Empty the cache."
    assert "docs" not in message.html + message.quoted + message.quoted_html


def test_a_resend_says_what_the_first_try_said(
    support: Mailbox, conversation: Conversation, ada: Agent, smtp_server: SmtpServer
) -> None:
    dress_mails(support, signature="Old", history="")
    smtp_server.refuse_data_with = "550 no"
    entry = answer(conversation, ada)
    dress_mails(support, signature="New", history=History.WHOLE)
    smtp_server.refuse_data_with = ""
    assert send_again(conversation, entry=entry.pk, by=ada.as_actor())
    send_reply(entry.pk, is_last_try=False)
    plain, _ = parts(smtp_server.wait_for(1)[0])
    assert plain == "Empty the cache.\n\n-- \nOld"
    assert SentBelow.objects.get(message=entry.pk).text == "-- \nOld"


def test_the_last_message_or_the_whole_conversation_is_quoted(
    support: Mailbox, conversation: Conversation, ada: Agent, smtp_server: SmtpServer
) -> None:
    answer(conversation, ada, "First answer.")
    note(conversation, words=Words(text=SECRET), by=ada.as_actor())
    receive(support, mail("Still white.", references=str(smtp_server.messages[0]["Message-ID"])))
    receive(
        support,
        mail("Away", Auto_Submitted="auto-replied", references=str(smtp_server.messages[0]["Message-ID"])),
    )
    for how, quoted in [(History.LAST, 1), (History.WHOLE, 3)]:
        dress_mails(support, signature="", history=how)
        answer(conversation, ada, f"Answer with {how}.")
        plain, html = parts(smtp_server.messages[-1])
        assert plain.count("wrote:") == quoted + (how == History.WHOLE)  # the answer before, too
        assert "> Still white." in plain or how == History.WHOLE
        assert html.count("<blockquote") == plain.count("wrote:")
        for told in (plain, html):
            assert SECRET not in told
            assert "Away" not in told
            assert ("First answer." in told) == (how == History.WHOLE)


EMIL, OTHER = "emil@brume.example", "dora@home.example"


def people(*addresses: str) -> list[dict[str, str]]:
    return [{"name": "", "address": one} for one in addresses]


def last_sent(server: SmtpServer) -> str:
    plain, html = parts(server.messages[-1])
    return plain + html


@pytest.mark.parametrize("how", [History.LAST, History.WHOLE])
def test_who_joined_by_mail_is_quoted_nothing_that_they_never_got(
    support: Mailbox, conversation: Conversation, ada: Agent, smtp_server: SmtpServer, how: History
) -> None:
    dress_mails(support, signature="", history=how)
    dora = people("dora@nordlicht.example")

    def reply_with(text: str, **lines: list[dict[str, str]]) -> str:
        words = Words(text=text, subject="White page", recipients=lines)
        send_reply(reply(conversation, words=words, by=ada.as_actor()).pk, is_last_try=False)
        return last_sent(smtp_server)

    reply_with("Your password is lamp.", to=dora)
    reply_with("Emil, please look.", to=dora, cc=people(EMIL))
    ours = str(smtp_server.messages[-1]["Message-ID"])
    joined = mail("I am Emil.", sender=f"Emil <{EMIL}>", references=ours, Cc="dora@nordlicht.example")
    assert receive(support, joined).conversation == conversation
    for lines in ({"to": people(EMIL)}, {"to": dora, "cc": people(EMIL)}, {"to": dora, "bcc": people(EMIL)}):
        told = reply_with("Our answer.", **lines)
        assert "Your password is lamp." not in told
        assert "The first page stays white." not in told
        assert ("Emil, please look." in told) == (how == History.WHOLE)
    to_dora = reply_with("Our answer.", to=dora)
    assert ("Your password is lamp." in to_dora) == (how == History.WHOLE)
    stranger = reply_with("Our answer.", to=people("ben@elsewhere.example", support.address))
    assert "wrote:" not in stranger
    assert "Our answer." in stranger


def test_two_addresses_of_one_customer_are_one_person(
    support: Mailbox, conversation: Conversation, ada: Agent, smtp_server: SmtpServer
) -> None:
    Address.objects.create(customer=conversation.customer, value=OTHER, normalised=OTHER)
    dress_mails(support, signature="", history=History.WHOLE)
    words = Words(text="Our answer.", recipients={"to": people(OTHER)})
    send_reply(reply(conversation, words=words, by=ada.as_actor()).pk, is_last_try=False)
    assert "The first page stays white." in last_sent(smtp_server)


def test_strangers_html_is_made_safe_again_and_fetches_nothing(
    support: Mailbox, conversation: Conversation, ada: Agent, smtp_server: SmtpServer
) -> None:
    wicked = (
        '<p>Look <img src="https://spy.example/1.png" alt="a lamp"><img src="cid:x">'
        '<script>x()</script><a href="javascript:x()" style="position:fixed">here</a></p>'
    )
    Message.objects.filter(conversation=conversation).update(html=wicked)  # as if kept by an older version
    dress_mails(support, signature="", history=History.LAST)
    answer(conversation, ada)
    _, html = parts(smtp_server.wait_for(1)[0])
    assert "[a lamp]" in html
    for bad in ("<img", "spy.example", "cid:", "script>", "javascript", "position"):
        assert bad not in html, bad


def test_a_long_history_is_cut_between_messages(
    support: Mailbox, conversation: Conversation, ada: Agent, smtp_server: SmtpServer
) -> None:
    first = conversation.messages.get()
    for count in range(25):
        Message.objects.filter(pk=first.pk).update(text=f"{count} " + "x" * 2_000, html="")
        answer(conversation, ada, f"{count} " + "y" * 3_000)
    dress_mails(support, signature="", history=History.WHOLE)
    answer(conversation, ada, "Last.")
    plain, html = parts(smtp_server.messages[-1])
    assert 5 < plain.count("wrote:") <= histories.MOST_MESSAGES[History.WHOLE]
    assert len(plain) < histories.MOST_LETTERS * 1.2
    assert len(html) < histories.MOST_LETTERS * 1.3


WORDS = {
    "en": "Please empty the cache and then reload the page once more.",
    "fr": "Veuillez vider le cache, puis recharger la page encore une fois.",
    "ro": "Vă rugăm să goliți memoria cache și să reîncărcați pagina.",
    "ru": "Пожалуйста, очистите кэш и загрузите страницу ещё раз.",
    "sl": "Prosimo, izpraznite predpomnilnik in znova naložite stran.",
    "ar": "يرجى مسح ذاكرة التخزين المؤقت ثم إعادة تحميل الصفحة.",
}
THANKS = {"en": "Thank you, it works!", "fr": "Merci, ça marche !", "ro": "Mulțumesc, merge!"} | {
    "ru": "Спасибо, всё работает!",
    "sl": "Hvala, deluje!",
    "ar": "شكرا، إنه يعمل!",
}


def both(letter: Letter) -> tuple[str, str]:
    said = new_words(letter)
    return said.text.new.strip(), html_to_text(said.html.new).strip()


def whole_mail(
    support: Mailbox, conversation: Conversation, ada: Agent, smtp_server: SmtpServer, language: str
) -> EmailMessage:
    """Our mail in this language, with everything below it."""
    Conversation.objects.filter(pk=conversation.pk).update(language=language)
    conversation.refresh_from_db()
    dress_mails(support, signature=SOURCE, history=History.WHOLE)
    answer(conversation, ada, "Once before.")
    answer(conversation, ada, WORDS.get(language, "Some words of ours."))
    return message_from_bytes(smtp_server.raw[-1], policy=default)


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_reader_finds_our_words_in_our_own_mail(
    support: Mailbox, conversation: Conversation, ada: Agent, smtp_server: SmtpServer, language: str
) -> None:
    sent = whole_mail(support, conversation, ada, smtp_server, language)
    words = WORDS.get(language, "Some words of ours.")
    assert both(read_mail(sent.as_bytes())) == (words, words)
    assert attribution(language, "Ada", timezone.now()).rsplit(" ", 2)[-1] in parts(sent)[0]


@pytest.mark.parametrize("how", ["attributed", "bare", "header"])
@pytest.mark.parametrize("language", sorted(THANKS))
def test_a_customers_answer_that_quotes_all_of_it_comes_back_as_their_words(
    support: Mailbox, conversation: Conversation, ada: Agent, smtp_server: SmtpServer, language: str, how: str
) -> None:
    sent = whole_mail(support, conversation, ada, smtp_server, language)
    plain, html = parts(sent)
    back = EmailMessage()
    back["From"], back["To"], back["Subject"] = (
        "Dora <dora@nordlicht.example>",
        "support@lamp.example",
        "Re: x",
    )
    back["In-Reply-To"] = back["References"] = str(sent["Message-ID"])
    marked = "\n".join(f"> {line}" for line in plain.splitlines())
    line = attribution(language, "Ada", timezone.now())
    header = "From: Ada <support@lamp.example>\nSent: 26 November 2026 12:00\nTo: Dora\nSubject: White page\n"
    above, below_text = {
        "attributed": (f"<p>{line}</p>", f"{line}\n{marked}"),
        "bare": ("", marked),
        "header": ("", f"{header}\n{plain}"),
    }[how]
    quoted = f'<blockquote type="cite">{html}</blockquote>'
    if how == "header":
        quoted = f"<hr>{text_to_html(header)}{html}"
    back.set_content(f"{THANKS[language]}\n\n{below_text}\n")
    back.add_alternative(f"<p>{THANKS[language]}</p>{above}{quoted}", subtype="html")
    done = receive(support, back.as_bytes())
    assert done.conversation == conversation
    message = Message.objects.get(pk=done.entry_id)
    assert message.text.strip() == THANKS[language]
    assert html_to_text(message.html).strip() == THANKS[language]


def test_what_never_left_is_not_quoted(
    support: Mailbox, conversation: Conversation, ada: Agent, smtp_server: SmtpServer
) -> None:
    smtp_server.refuse_data_with = "550 no"
    lost = answer(conversation, ada, "Never arrived.")
    assert Message.objects.get(pk=lost.pk).send_state == SendState.FAILED
    smtp_server.refuse_data_with = ""
    dress_mails(support, signature="", history=History.WHOLE)
    answer(conversation, ada)
    assert b"Never arrived." not in smtp_server.raw[-1]
