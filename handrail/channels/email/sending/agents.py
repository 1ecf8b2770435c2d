"""Mail to an agent of ours, by any mailbox that can send."""

from __future__ import annotations


def mail_agent(address: str, subject: str, text: str, reply_to: str = "") -> bool:
    """Queue a mail, whose answers go to `reply_to` if there is one; False when no mailbox can send."""
    from handrail.channels.email.sending.backend import senders
    from handrail.channels.email.tasks import send_to_agent

    if not senders().exists():
        return False
    more = {"reply_to": reply_to} if reply_to else {}
    send_to_agent.defer(subject=subject, body=text, to=[address], **more)
    return True
