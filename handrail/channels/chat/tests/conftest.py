from handrail.channels.chat.tests.assisted import asker, assisted, help_center, knows_meanings
from handrail.channels.chat.tests.visiting import ada_sits, visitor, widget
from tests.servers import smtp_server

__all__ = [
    "ada_sits",
    "asker",
    "assisted",
    "help_center",
    "knows_meanings",
    "smtp_server",
    "visitor",
    "widget",
]
