"""The door of chat."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Widgets, chats, who takes them."""

    name = "handrail.channels.chat"
    label = "chat"

    def ready(self) -> None:
        """Tell visitors in the transaction of each verb; take part in erasing."""
        import handrail.channels.chat.verbs  # noqa: F401  before what they call
        from handrail.channels.chat import assisting, erasing, hearing, sitting, telling  # noqa: F401  they register
        from handrail.channels.chat.widgets import answering  # noqa: F401  it joins
        from handrail.core.verbs import register_settler

        register_settler(telling.settle)
        assisting.install()
        hearing.install()
        sitting.install()
