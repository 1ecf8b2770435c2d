from handrail.channels.chat.tests.visiting import ada_sits, visitor, widget
from tests.servers import smtp_server

__all__ = ["ada_sits", "smtp_server", "visitor", "widget"]
