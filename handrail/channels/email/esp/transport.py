"""Hand a mail to an e-mail service, once, and say exactly what became of it."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
import urllib3.exceptions
from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from django.conf import settings
from django.utils.translation import gettext as _

from handrail.channels.email.connecting.outcome import Accepted, OutcomeUnknown, Refused
from handrail.channels.email.connecting.problems import MailboxProblem, sentence_of
from handrail.channels.email.esp.converting import for_service
from handrail.channels.email.esp.services import Service, services

TIMEOUT = (15.0, 120.0)  # seconds: to connect, and between two bytes of the answer
_BUSY = {408, 425, 429, 500, 503}  # it says that it did not take the mail now
_GATEWAY = {502, 504}  # something in between lost the answer: the mail may have been taken
_LONGEST = 300  # characters of a service's answer
_KEY_REFUSED = {"UnrecognizedClientException", "InvalidClientTokenId", "SignatureDoesNotMatch",
                "InvalidSignatureException", "ExpiredTokenException"}  # fmt: skip


class EspSettings(Protocol):
    """What we must know about a mailbox's service."""

    @property
    def esp(self) -> str:
        """Key of the service."""

    @property
    def esp_secrets(self) -> dict[str, str]:
        """Its secrets in the clear, by anymail's names."""

    @property
    def esp_region(self) -> str:
        """Key of the region, or empty."""

    @property
    def sender_domain(self) -> str:
        """The sender's domain at the service."""

    @property
    def esp_url(self) -> str:
        """Address of the interface, if it is a server of one's own; else empty."""


class EspTransport:
    """One mailbox's service; the answers are those of SMTP: taken, refused (for good or not), unknown."""

    def __init__(self, settings: EspSettings) -> None:
        self._settings = settings

    def send(self, mail: EmailMessage) -> Accepted:
        """Send to everybody in To, Cc and Bcc. Raises Refused, MailboxProblem or OutcomeUnknown."""
        service, backend = self._opened()
        message = for_service(mail, service)
        try:
            with _explained(service):
                backend.send_messages([message])
        finally:
            backend.close()
        status = message.anymail_status
        of_each = status.recipients or {}
        ids = {one.message_id.strip("<>") for one in of_each.values() if one.message_id}
        refused = [address for address, one in of_each.items() if one.status in ("rejected", "invalid")]
        return Accepted(tuple(sorted(ids)), tuple(refused))

    def test(self) -> None:
        """Show the service our key, send nothing. Raises MailboxProblem."""
        service, backend = self._opened()
        try:
            _probe(service, backend, self._settings)
        except Refused as answer:  # it knows us and misses a mail in what we said: all is well
            if answer.code in _GATEWAY | _BUSY:
                raise MailboxProblem("connect", _busy(service, str(answer))) from answer
        except OutcomeUnknown as problem:
            raise MailboxProblem("connect", str(problem)) from problem
        finally:
            backend.close()

    def _opened(self) -> tuple[Service, Any]:
        service = services().get(self._settings.esp)
        if service is None or not service.is_installed:
            sentence = _("The service “%(name)s” is not installed here: pip install 'handrail[ses]'.")
            raise MailboxProblem("connect", sentence % {"name": self._settings.esp})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of services that anymail supports less than others
            backend = service.backend(ignore_unsupported_features=False, **_options(service, self._settings))
        backend.open()
        if session := getattr(backend, "session", None):
            session.max_redirects = 0  # no request to any address but the service's own
            session.trust_env = False
        return service, backend


def _options(service: Service, chosen: EspSettings) -> dict[str, Any]:
    secrets = chosen.esp_secrets
    if service.key == "amazon_ses":
        return _amazon(secrets, chosen)
    options: dict[str, Any] = {name: secrets.get(name, "") for name in service.secrets} | {"timeout": TIMEOUT}
    if missing := [_(label) for name, label in service.secrets.items() if not options[name]]:
        sentence = _("%(service)s needs: %(what)s. Enter it again.")
        raise MailboxProblem("sign in", sentence % {"service": service.name, "what": ", ".join(missing)})
    if service.asks_domain:
        options["sender_domain"] = chosen.sender_domain
    if url := _url(service, chosen):
        options["api_url"] = url
    return options


def _amazon(secrets: dict[str, str], chosen: EspSettings) -> dict[str, Any]:
    """Never tried again by itself: what was begun may have been taken."""
    client: dict[str, Any] = {
        "region_name": chosen.esp_region or "eu-central-1",
        "config": {
            "retries": {"total_max_attempts": 1},
            "connect_timeout": TIMEOUT[0],
            "read_timeout": TIMEOUT[1],
        },
    }
    if chosen.esp_url:
        client["endpoint_url"] = own_url(chosen.esp_url)
    return {"session_params": dict(secrets), "client_params": client}


def _url(service: Service, chosen: EspSettings) -> str:
    if chosen.esp_url:
        return own_url(chosen.esp_url)
    regions = service.regions
    return (
        regions[chosen.esp_region][1]
        if chosen.esp_region in regions
        else next(iter(regions.values()), ("", ""))[1]
    )


def own_url(url: str) -> str:
    """The address, when the operator named its server in HANDRAIL_OWN_SERVERS. Raises MailboxProblem."""
    parts = urlsplit(url)
    port = parts.port or (80 if parts.scheme == "http" else 443)
    if f"{parts.hostname}:{port}" not in settings.OWN_SERVERS or parts.scheme not in ("http", "https"):
        sentence = _("Whoever runs Handrail must name %(server)s in HANDRAIL_OWN_SERVERS first.")
        raise MailboxProblem("connect", sentence % {"server": f"{parts.hostname}:{port}"})
    return url


@contextmanager
def _explained(service: Service) -> Iterator[None]:
    """Turn whatever anymail throws into one of our three answers."""
    try:
        yield
    except AnymailRecipientsRefused as error:
        said = _("%(service)s delivers to none of these addresses: they bounced before, or are wrong.")
        raise Refused(550, said % {"service": service.name}, permanent=True) from error
    except (AnymailUnsupportedFeature, AnymailInvalidAddress, AnymailSerializationError) as error:
        raise Refused(554, str(error.args[0] if error.args else error), permanent=True) from error
    except requests.RequestException as error:
        if (response := getattr(error, "response", None)) is not None and isinstance(error, AnymailAPIError):
            raise _answered(service, int(response.status_code), _words(error)) from error
        raise _broken(service, error) from error
    except AnymailAPIError as error:
        raise _amazon_says(service, error) from error
    except AnymailError as error:
        raise MailboxProblem("send", _short(str(error))) from error


def _answered(service: Service, status: int, words: str) -> Exception:
    """What an HTTP status means for the mail (RFC 9110 §15)."""
    about = {"service": service.name, "answer": words}
    if status == 401:
        return MailboxProblem(
            "sign in", _("%(service)s refused the key (%(answer)s). Enter it again.") % about
        )
    if status == 404:
        says = _("%(service)s does not know this domain or address (%(answer)s). Check domain and region.")
        return MailboxProblem("send", says % about)
    if status in _GATEWAY or 200 <= status < 300:
        says = _("%(service)s did not say clearly whether it took the mail (%(answer)s).")
        return OutcomeUnknown(says % about)
    if 300 <= status < 400:
        return MailboxProblem(
            "send", _("%(service)s redirected us to another address; redirects are not followed.") % about
        )
    return Refused(status, words, permanent=status not in _BUSY and status < 500)


def _broken(service: Service, error: requests.RequestException) -> Exception:
    """A connection that never stood carried no mail; one that broke later may have."""
    cause = error.__cause__ or error
    if isinstance(cause, requests.TooManyRedirects):
        return _answered(service, 302, "")
    if isinstance(cause, requests.ConnectTimeout) or _never_stood(cause):
        return MailboxProblem("connect", _unreachable(service, cause))
    says = _("%(service)s hung up before it said whether it took the mail.")
    return OutcomeUnknown(says % {"service": service.name})


def _unreachable(service: Service, error: BaseException) -> str:
    """The sentence that a mail server in the same trouble gets, from what lies deepest."""
    url = urlsplit(str(getattr(getattr(error, "request", None), "url", "") or ""))
    deepest: BaseException = error
    while (below := deepest.__cause__ or deepest.__context__) is not None:
        deepest = below
    if isinstance(deepest, OSError) and url.hostname:
        port = url.port or (80 if url.scheme == "http" else 443)
        return f"{service.name}: {sentence_of(deepest, url.hostname, port)}"
    return _("%(service)s cannot be reached. Try again later.") % {"service": service.name}


def _never_stood(error: BaseException) -> bool:
    reason = error.args[0] if error.args else None
    reason = getattr(reason, "reason", reason)
    if isinstance(reason, urllib3.exceptions.SSLError):
        return isinstance(reason.args[0] if reason.args else None, ssl.SSLCertVerificationError)
    return isinstance(reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError)


def _amazon_says(service: Service, error: AnymailAPIError) -> Exception:
    cause, words = error.__cause__, _short(str(error.__cause__ or error))
    kind = type(cause).__name__
    told = getattr(cause, "response", None)
    if isinstance(told, dict):
        status = int(told.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
        code = str(told.get("Error", {}).get("Code", ""))
        if code in _KEY_REFUSED:
            return _answered(service, 401, words)
        busy = "Throttl" in code or code in ("TooManyRequestsException", "LimitExceededException")
        return _answered(service, 429 if busy else status, words)
    if kind in ("EndpointConnectionError", "ConnectTimeoutError", "NoCredentialsError", "SSLError"):
        return MailboxProblem("connect", words)
    return OutcomeUnknown(
        _("%(service)s hung up before it said whether it took the mail.") % {"service": service.name}
    )


def _probe(service: Service, backend: Any, chosen: EspSettings) -> None:
    """Ask as for a mail, but without one: a key that is wrong is refused before that is noticed."""
    with _explained(service):
        if service.key == "amazon_ses":
            return _probe_amazon(backend)
        message = for_service(_nothing(chosen), service)
        payload = backend.build_message_payload(message, {})
        params = payload.get_request_params(backend.api_url) | {
            "data": "{}",
            "files": None,
            "timeout": TIMEOUT,
        }
        answer = backend.session.request(**params)
    problem = _answered(service, answer.status_code, _short(answer.text))
    if answer.status_code == 403:
        problem = _answered(service, 401, _short(answer.text))
    if not 200 <= answer.status_code < 300:
        raise problem
    return None


def _probe_amazon(backend: Any) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        backend.client.get_account()
    except (ClientError, BotoCoreError) as error:
        raise AnymailAPIError(str(error)) from error


def _nothing(chosen: EspSettings) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = mail["To"] = f"nobody@{chosen.sender_domain}"
    mail.set_content("-")
    return mail


def _busy(service: Service, answer: str) -> str:
    says = _("%(service)s is in trouble at the moment (%(answer)s). Try again later.")
    return says % {"service": service.name, "answer": answer}


def _words(error: AnymailAPIError) -> str:
    text = getattr(getattr(error, "response", None), "text", "") or str(error.args[0] if error.args else "")
    return _short(text)


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
