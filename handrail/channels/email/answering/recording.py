"""A mail to an answer address: a note, a draft, or held with its reason. Never anything a customer gets."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.accounts.confirming import has_confirmed
from handrail.accounts.models import Agent
from handrail.accounts.permissions import NotAllowed
from handrail.channels.email.answering.addresses import AnswerAddress, answer_claims
from handrail.channels.email.answering.certain import new_text
from handrail.channels.email.answering.telling import Told, tell_refusal
from handrail.channels.email.matching.authentication import read_results, without_proof
from handrail.channels.email.matching.tokens import Claim
from handrail.channels.email.models import IncomingMail, MailState
from handrail.channels.email.reading.letters import Letter
from handrail.channels.email.reading.naming import name_of, without_twins
from handrail.channels.email.wording import made_id
from handrail.conversations.models import Conversation, DraftKind
from handrail.conversations.verbs import File, Words, note
from handrail.conversations.verbs.drafting import (
    LONGEST_DRAFT,
    MOST_FILES,
    attach_to_draft,
    find_draft,
    save_draft,
)
from handrail.core import blobs

_AUTOMATIC = {"auto_reply", "bounce", "loop"}


class AnswerRefused(Exception):
    """The mail is no answer that may be recorded; `reason` is for an admin, `told` for the agent."""

    def __init__(self, reason: str, told: Told | None = None) -> None:
        super().__init__(reason)
        self.reason, self.told = reason, told


@dataclass(frozen=True)
class Answer:
    """An answer that may be recorded: whose, where."""

    address: AnswerAddress
    agent: Agent
    conversation: Conversation


def record_answer(mail: IncomingMail, letter: Letter) -> bool:
    """Record a mail to an answer address, and say in `mail` what became of it; False for any other mail."""
    claims = answer_claims(letter)
    if claims is None:
        return False
    address = _address(claims)
    mail.conversation = address.here if address else None
    mail.entry = None
    if letter.kind in _AUTOMATIC or letter.bounce:
        mail.state, mail.reason = (
            MailState.DISMISSED,
            "An automatic mail to an answer address: nobody wrote it.",
        )
    elif address and _is_copy(mail, address):
        mail.state, mail.reason = MailState.DUPLICATE, "The same answer came by another way before."
    else:
        _record(mail, letter, claims, address)
    return True


def _record(mail: IncomingMail, letter: Letter, claims: list[Claim], address: AnswerAddress | None) -> None:
    try:
        answer = _checked(mail, letter, claims, address)
        _append(mail, letter, answer)
    except AnswerRefused as refused:
        mail.state, mail.reason = MailState.HELD, f"An answer to a notification. {refused.reason}"
        if address and refused.told:
            tell_refusal(address, refused.told)
        return
    mail.state, mail.reason = MailState.ACCEPTED, ""
    answer.address.used_at, answer.address.used_by = mail.received_at, _id_of(mail)
    answer.address.save(update_fields=["used_at", "used_by"])


def _address(claims: list[Claim]) -> AnswerAddress | None:
    """The one address it was sent to, locked; also for a wrong signature, to know what must be concealed."""
    rows = AnswerAddress.objects.select_for_update(of=("self",)).select_related("agent", "conversation")
    return rows.filter(key__in=[claim.key for claim in claims]).order_by("pk").first()


def _is_copy(mail: IncomingMail, address: AnswerAddress) -> bool:
    return bool(address.used_by) and address.used_by == _id_of(mail)


def _id_of(mail: IncomingMail) -> str:
    return f"{mail.words_key} {mail.message_id}"[:998]


def _checked(
    mail: IncomingMail, letter: Letter, claims: list[Claim], address: AnswerAddress | None
) -> Answer:
    """The answer, if everything is in order; the sender first: nobody else is told anything."""
    if len(claims) != 1 or not claims[0].valid:
        raise AnswerRefused("Its address is not exactly one that was signed here.")
    if address is None:
        raise AnswerRefused("Its address is not known any more.")
    _check_sender(mail, letter, address)
    _check_address(mail, address)
    return Answer(address, address.agent, _conversation(address))


def _check_sender(mail: IncomingMail, letter: Letter, address: AnswerAddress) -> None:
    agent = address.agent
    if not agent.is_active:
        raise AnswerRefused("Its agent does not work here any more.")
    if letter.sender.address.strip().lower() != agent.email.lower():
        raise AnswerRefused("Its sender is not the agent who was notified.", Told.SENDER)
    if address.mailed_to.lower() != agent.email.lower() or not has_confirmed(agent):
        raise AnswerRefused("The agent's address is not confirmed, or has changed.")
    by_others = letter.original_sender and not letter.forward  # a forward by hand becomes a draft
    if by_others or letter.sender_is_unsure or _dmarc(mail, letter) != "pass":
        raise AnswerRefused("DMARC does not prove its sender.", Told.SENDER)
    if letter.kind != "message":
        raise AnswerRefused("It came by a list.", Told.SENDER)


def _dmarc(mail: IncomingMail, letter: Letter) -> str:
    seen = letter.headers_seen.get("authentication-results", ())
    results = read_results(seen, mail.mailbox.trusted_authserv_id)
    return (without_proof(results) if letter.sender_is_unsure else results).get("dmarc", "")


def _check_address(mail: IncomingMail, address: AnswerAddress) -> None:
    if mail.import_batch is not None:
        raise AnswerRefused("It was imported: answers count when they arrive.")
    if address.used_at is not None:
        raise AnswerRefused("Its address was used before.", Told.USED)
    if address.is_over(mail.received_at):
        raise AnswerRefused("Its address was older than 7 days.", Told.LATE)


def _conversation(address: AnswerAddress) -> Conversation:
    """Where the note belongs now, if the agent may still see it."""
    conversation = address.here
    visible = Conversation.objects.visible_to(address.agent).filter(pk=conversation.pk, erased_at=None)
    if not visible.exists():
        raise AnswerRefused("The agent may not see the conversation any more, or it was erased.", Told.GONE)
    return conversation


def _append(mail: IncomingMail, letter: Letter, answer: Answer) -> None:
    """A note; where it is not certain which words are new, a draft of one that the agent alone sees."""
    text = new_text(letter, answer.conversation)
    if text is None:
        _draft(letter, answer)
        return
    words = Words(
        text=text, message_id=letter.message_id or made_id(mail.raw_id), raw=mail.raw_id, files=_files(letter)
    )
    blobs.keep(mail.raw_id)
    try:
        entry = note(
            answer.conversation,
            words=words,
            by=answer.agent.as_actor(),
            at=mail.received_at,
            takes_draft=False,
        )
    except NotAllowed as refusal:
        raise AnswerRefused("The agent's role writes no notes.", Told.GONE) from refusal
    mail.entry = entry


def _draft(letter: Letter, answer: Answer) -> None:
    files = _files(letter)
    if find_draft(answer.conversation, agent=answer.agent.pk):
        raise AnswerRefused("It is not certain what is new in it, and the agent has a draft.", Told.DRAFT)
    if not letter.text.strip() or len(letter.text) > LONGEST_DRAFT or len(files) > MOST_FILES:
        raise AnswerRefused("It is not certain what is new in it, and it does not fit a draft.", Told.DRAFT)
    save_draft(answer.conversation, agent=answer.agent, kind=DraftKind.NOTE, text=letter.text)
    for file in files:
        attach_to_draft(answer.conversation, agent=answer.agent, kind=DraftKind.NOTE, file=file)
    tell_refusal(answer.address, Told.DRAFTED)


def _files(letter: Letter) -> tuple[File, ...]:
    """As files, never as pictures between the words: the note is plain text."""
    return tuple(
        File(name_of(file), file.content_type, file.data) for file in without_twins(letter.attachments)
    )
