from tests.servers import imap_server, smtp_server

__all__ = ["imap_server", "smtp_server"]
