"""The mail door."""

from django.apps import AppConfig


class EmailConfig(AppConfig):
    """Connections, incoming mails, sending."""

    name = "handrail.channels.email"
    label = "email"

    def ready(self) -> None:
        """Listen to replies; mail agents what they are told; take part in erasing and forgetting."""
        from handrail.channels.email import erasing, forgetting, receivers  # noqa: F401  they register
        from handrail.channels.email.answering.addresses import answer_address
        from handrail.channels.email.sending.agents import mail_agent
        from handrail.notifications.mailing import register_answering, register_sender

        register_sender(mail_agent)
        register_answering(answer_address)
        forgetting.install()
