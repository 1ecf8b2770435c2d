"""Mail to an agent of ours, by any mailbox that can send."""

from __future__ import annotations


def mail_agent(address: str, subject: str, text: str) -> bool:
    """Queue a mail; False when no mailbox can send."""
    from handrail.channels.email.sending.backend import senders
    from handrail.channels.email.tasks import send_to_agent

    if not senders().exists():
        return False
    send_to_agent.defer(subject=subject, body=text, to=[address])
    return True
