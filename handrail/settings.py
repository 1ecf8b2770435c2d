"""Django's settings, from the environment that `core.environment` has checked."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF

from handrail.channels import CHANNELS
from handrail.core.compiled import compiled
from handrail.core.database import django_database
from handrail.core.environment import read_environment
from handrail.core.keys import secret_key, vault_keys
from handrail.ui.static_files import immutable

django_stubs_ext.monkeypatch()

ENV = read_environment()
ROOT = Path(__file__).parent
SECRET_KEY = secret_key(ENV)
VAULT_KEYS = vault_keys(ENV)
OWN_SERVERS = frozenset(ENV.text("HANDRAIL_OWN_SERVERS").lower().split())
METRICS_TOKEN = ENV.text("HANDRAIL_METRICS_TOKEN")
DEBUG = ENV.switch("HANDRAIL_DEBUG")
PUBLIC_URL = ENV.url
_url = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = sorted({_url.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "handrail.ui",
    "handrail.core",
    "handrail.accounts",
    "handrail.customers",
    "handrail.conversations",
    "handrail.helpcenter",
    "handrail.assistant",
    "handrail.routing",
    "handrail.notifications",
    "handrail.playbooks",
    "handrail.channels",
    *(f"handrail.channels.{name}" for name in CHANNELS),
    "handrail.outreach",
    "handrail.insights",
    "handrail.workspace",
    "handrail.ops",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # the list of security keys, in allauth, wants it
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "handrail.helpcenter.own_domain.OwnDomain",
    "handrail.helpcenter.own_domain.MovedArticles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "handrail.accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "handrail.accounts.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "handrail.urls"
_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "handrail.ui.jinja.environment",
            "bytecode_cache": compiled(ROOT / "ui"),
            "context_processors": ["django.contrib.messages.context_processors.messages"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [*_CONTEXT, "django.contrib.auth.context_processors.auth"]},
    },
]
# A list of all time zones takes 10 ms of a processor, and 26 in Django's own templates.
FORM_RENDERER = "django.forms.renderers.Jinja2"

DATABASES = {"default": django_database(ENV)}
# Statements that are kept (core.statements) are prepared by the server when they come for the third time.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 2
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "accounts.Agent"
AUTHENTICATION_BACKENDS = ["handrail.accounts.backend.AgentBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "handrail.accounts.adapter.ClosedDoor"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody makes us write to a stranger
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_TOLERANCE = 1  # a code typed in its last second counts (RFC 6238, 5.2)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _url.scheme == "http"
EMAIL_BACKEND = "handrail.channels.email.sending.backend.MailboxBackend"

SESSION_ENGINE = "handrail.accounts.sessions"
SESSION_COOKIE_NAME = "handrail_session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _url.scheme == "https"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-src": [SELF],
        "worker-src": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

PROCRASTINATE_ON_APP_READY = "handrail.core.jobs.watch_jobs"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sl", "Slovenščina"),
    ("ar", "العربية"),
]
LOCALE_PATHS = [ROOT / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = ENV.home / "static"
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = immutable
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "handrail.ui.static_files.Storage"},
}
MAX_BODY_SIZE = ENV.number("HANDRAIL_MAX_BODY_MB") * 1024 * 1024
# A mail of 25 MB is 35 MB in base64, and some services send it once more in parts.
MAX_HOOK_SIZE = max(96 * 1024 * 1024, MAX_BODY_SIZE)
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_HOOK_SIZE  # the shell has looked at the size before, by address
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_SIZE

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING_CONFIG = "handrail.core.logs.configure"
LOGGING = {"format": ENV.text("HANDRAIL_LOG_FORMAT"), "level": ENV.text("HANDRAIL_LOG_LEVEL")}
