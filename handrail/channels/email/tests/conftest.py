from tests.esp_server import esp_server
from tests.servers import imap_server, smtp_server

__all__ = ["esp_server", "imap_server", "smtp_server"]
