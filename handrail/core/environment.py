"""What a machine must know to start: settings read from the environment, once, with clear errors."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


class ConfigurationError(Exception):
    """A setting is wrong; the message names it and says what to write instead."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, default as written, meaning, and how it is read."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], object]
    expects: str


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def _switch(text: str) -> bool:
    return {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}[text.lower()]


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return read


def _database_url(text: str) -> str:
    if text and (
        urlsplit(text).scheme not in ("postgres", "postgresql") or not urlsplit(text).path.strip("/")
    ):
        raise ValueError(text)
    return text


def _web_url(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError(text)
    return text.rstrip("/")


def _mail_drop(text: str) -> str:
    if text and not re.fullmatch(r"(?:lmtp|smtp):(?:unix:/.+|\[?[0-9A-Za-z.:-]+\]?:\d{1,5})", text):
        raise ValueError(text)
    return text


SETTINGS: tuple[Setting, ...] = (
    Setting("HANDRAIL_HOME", "./var", "folder for the embedded database and keys", str, "a folder"),
    Setting(
        "DATABASE_URL",
        "",
        "a PostgreSQL 17+ server of your own; empty: the embedded one",
        _database_url,
        "postgresql://user:password@host:5432/name",
    ),
    Setting("PORT", "8000", "port of the web server", _whole(1, 65535), "a whole number from 1 to 65535"),
    Setting("HANDRAIL_BIND", "127.0.0.1", "address the web server listens on", str, "an IP address"),
    Setting(
        "HANDRAIL_URL",
        "",
        "address under which people reach Handrail; empty: http://127.0.0.1:PORT",
        _web_url,
        "https://support.example.com",
    ),
    Setting(
        "HANDRAIL_SECRET_KEY",
        "",
        "signs sessions and reply addresses; empty: made once, kept in HANDRAIL_HOME",
        str,
        "50 random characters",
    ),
    Setting(
        "HANDRAIL_OWN_SERVERS",
        "",
        "servers of your own, as host:port with spaces between, that give tokens or send mail though private",
        str,
        "login.intern.example:443",
    ),
    Setting(
        "HANDRAIL_VAULT_KEYS",
        "",
        "Fernet keys for stored secrets, newest first, with commas; empty: made once, kept in HANDRAIL_HOME",
        str,
        "url-safe base64 keys of 32 bytes",
    ),
    Setting("HANDRAIL_WEB_PROCESSES", "2", "web processes", _whole(1, 64), "a whole number from 1 to 64"),
    Setting(
        "HANDRAIL_LEAVE_SECONDS",
        "0",
        "how long the web server still answers after it was asked to stop, while /healthz says so to a proxy",
        _whole(0, 120),
        "a whole number from 0 to 120",
    ),
    Setting(
        "HANDRAIL_MAX_BODY_MB",
        "40",
        "largest request body, in megabytes",
        _whole(1, 1024),
        "a whole number from 1 to 1024",
    ),
    Setting(
        "HANDRAIL_METRICS_TOKEN",
        "",
        "lets Prometheus read /metrics with `Authorization: Bearer`; empty: only signed-in owners may",
        str,
        "50 random characters",
    ),
    Setting(
        "HANDRAIL_MAIL_DROP",
        "",
        "where a mail server of yours delivers mail: by LMTP or SMTP, at an address or a Unix socket",
        _mail_drop,
        "lmtp:127.0.0.1:2424, smtp:127.0.0.1:2525 or lmtp:unix:/run/handrail/mail.sock",
    ),
    Setting("HANDRAIL_DEBUG", "0", "developer mode: templates reload, errors are shown", _switch, "0 or 1"),
    Setting(
        "HANDRAIL_LOG_FORMAT", "text", "log lines as text or as JSON", _one_of("text", "json"), "text or json"
    ),
    Setting(
        "HANDRAIL_LOG_LEVEL",
        "INFO",
        "least important log line that is written",
        _one_of("DEBUG", "INFO", "WARNING", "ERROR"),
        "DEBUG, INFO, WARNING or ERROR",
    ),
)


@dataclass(frozen=True)
class Environment:
    """The settings of this process, read and checked."""

    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The setting as text."""
        return str(self.values[name])

    def number(self, name: str) -> int:
        """The setting as a whole number."""
        return int(str(self.values[name]))

    def switch(self, name: str) -> bool:
        """The setting as yes or no."""
        return bool(self.values[name])

    @property
    def home(self) -> Path:
        """Folder with everything this machine keeps, absolute."""
        return Path(self.text("HANDRAIL_HOME")).expanduser().absolute()

    @property
    def url(self) -> str:
        """Public address of this installation, without a slash at its end."""
        return self.text("HANDRAIL_URL") or f"http://127.0.0.1:{self.number('PORT')}"


def read_environment(environ: Mapping[str, str] | None = None) -> Environment:
    """Read every setting; raise ConfigurationError that names the first wrong one."""
    source = os.environ if environ is None else environ
    return Environment({setting.name: _read(setting, source) for setting in SETTINGS})


def _read(setting: Setting, source: Mapping[str, str]) -> object:
    text = source.get(setting.name, "").strip() or setting.default
    try:
        return setting.read(text)
    except (ValueError, KeyError):
        shown = "the given value" if "KEY" in setting.name or "URL" in setting.name else repr(text)
        raise ConfigurationError(
            f"{setting.name}: {shown} cannot be used; write {setting.expects} ({setting.meaning})."
        ) from None
