"""Secrets that are known by their own form, as their makers document it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from handrail.core.secrets.spans import Span, at_most


class Format(NamedTuple):
    """What a kind of secret looks like. Only a text with one of the `signs` is searched.

    The secret is the group `secret`, or else all of it.
    """

    kind: str
    signs: tuple[str, ...]
    pattern: re.Pattern[str]


def _format(kind: str, signs: str, pattern: str) -> Format:
    return Format(kind, tuple(signs.split()), re.compile(pattern))


_B = r"(?<![A-Za-z0-9_])"  # it begins a word
_E = r"(?![A-Za-z0-9_])"  # it ends one
_GAP = r"(?:[\s>|]|\\{1,3}[nr]){0,40}+"  # also as strings in code write the end of a line
_KEY_LINE = r"(?:[A-Za-z0-9+/=]{16,16000}+|[A-Za-z-]{3,20}: [^\n\\]{1,100}+(?=[\n\\]))"

FORMATS = [
    _format(
        "private key",
        "-----BEGIN",
        rf"-----BEGIN [A-Z0-9 ]{{0,30}}PRIVATE KEY(?: BLOCK)?-----(?P<secret>(?:{_GAP}{_KEY_LINE}){{1,500}}+"
        rf"(?:{_GAP}[A-Za-z0-9+/=]{{1,76}}+(?={_GAP}(?:-----|\Z)))?)",
    ),
    _format(
        "JWT", "eyJ", rf"{_B}eyJ[\w-]{{8,2000}}\.[\w-]{{4,8000}}\.(?:[\w-]{{4,2000}}\.){{0,2}}[\w-]{{8,2000}}"
    ),
    _format("AWS access key", "AKIA ASIA", rf"{_B}A[KS]IA[A-Z2-7]{{16}}{_E}"),
    _format("GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", rf"{_B}gh[pousr]_[A-Za-z0-9]{{36,255}}"),
    _format("GitHub token", "github_pat_", rf"{_B}github_pat_[A-Za-z0-9]{{22}}_[A-Za-z0-9]{{59}}"),
    _format("GitLab token", "glpat- gldt- glrt- glptt-", rf"{_B}gl(?:pat|dt|rt|ptt)-[\w-]{{20,300}}"),
    _format("Stripe key", "k_live_ k_test_", rf"{_B}[sr]k_(?:live|test)_[A-Za-z0-9]{{10,250}}"),
    _format("Stripe key", "whsec_", rf"{_B}whsec_[A-Za-z0-9+/]{{20,250}}={{0,2}}"),
    _format("Slack token", "xox", rf"{_B}xox[abceoprs](?:\.xox[bp])?-[A-Za-z0-9-]{{10,250}}"),
    _format("Slack token", "xapp-", rf"{_B}xapp-\d-[A-Za-z0-9-]{{20,250}}"),
    _format(
        "webhook address",
        "hooks.slack.com",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<secret>[\w/]{20,150})",
    ),
    _format("webhook address", "/webhooks/", r"/api/webhooks/\d{15,20}/(?P<secret>[\w-]{50,80})"),
    _format("Google key", "AIza", rf"{_B}AIza[\w-]{{35}}"),
    _format("Google token", "ya29.", rf"{_B}ya29\.[\w-]{{20,1000}}"),
    _format("Google key", "GOCSPX-", rf"{_B}GOCSPX-[\w-]{{28}}"),
    _format("Google token", "1//0", r"(?<![\w/])1//0[\w-]{40,250}"),
    _format("API key", "sk-", rf"{_B}sk-(?=[a-z0-9-]{{0,30}}[A-Z])(?=\D{{0,40}}\d)[\w-]{{20,300}}"),
    _format("SendGrid key", "SG.", rf"{_B}SG\.[\w-]{{16,32}}\.[\w-]{{16,64}}"),
    _format("Twilio key", "SK", rf"{_B}SK[0-9a-f]{{32}}{_E}"),
    _format("Mailgun key", "key-", rf"{_B}key-[0-9a-f]{{32}}{_E}"),
    _format("Mailchimp key", "-us", rf"{_B}[0-9a-f]{{32}}-us\d{{1,2}}{_E}"),
    _format("npm token", "npm_", rf"{_B}npm_[A-Za-z0-9]{{36}}{_E}"),
    _format("PyPI token", "pypi-", rf"{_B}pypi-[\w-]{{50,400}}"),
    _format("Shopify token", "shp", rf"{_B}shp(?:at|ca|pa|ss)_[0-9a-fA-F]{{32}}{_E}"),
    _format("WooCommerce key", "ck_ cs_", rf"{_B}c[ks]_[0-9a-f]{{40}}{_E}"),
    _format("Telegram bot token", ":AA", r"(?<![A-Za-z0-9])\d{8,10}:AA[\w-]{33}(?![\w-])"),
    _format("DigitalOcean token", "_v1_", rf"{_B}do[por]_v1_[0-9a-f]{{64}}{_E}"),
    _format("Brevo key", "xkeysib- xsmtpsib-", rf"{_B}x(?:key|smtp)sib-[0-9a-f]{{64}}-[A-Za-z0-9]{{16}}{_E}"),
    _format("Square token", "sq0", rf"{_B}sq0[a-z]{{3}}-[\w-]{{22,43}}"),
    _format("Hugging Face token", "hf_", rf"{_B}hf_[A-Za-z0-9]{{34}}{_E}"),
    _format("Vault token", "hvs. hvb.", rf"{_B}hv[sb]\.[\w-]{{24,250}}"),
    _format("Grafana token", "glsa_ glc_", rf"{_B}gl(?:sa|c)_[A-Za-z0-9+/=_]{{32,400}}"),
    _format("New Relic key", "NRAK-", rf"{_B}NRAK-[A-Z0-9]{{27}}{_E}"),
    _format("Sentry token", "sntry", rf"{_B}sntry[su]_[A-Za-z0-9+/=_]{{40,400}}"),
    _format("Postman key", "PMAK-", rf"{_B}PMAK-[0-9a-f]{{24}}-[0-9a-f]{{34}}{_E}"),
    _format("Linear key", "lin_api_", rf"{_B}lin_api_[A-Za-z0-9]{{40}}{_E}"),
    _format("Notion token", "ntn_", rf"{_B}ntn_[A-Za-z0-9]{{40,60}}{_E}"),
    _format("Azure secret", "8Q~", r"(?<![\w~.-])[\w~.-]{3}8Q~[\w~.-]{31,34}(?![\w~-])"),
    _format("age key", "AGE-SECRET-KEY-", r"AGE-SECRET-KEY-1[A-Z0-9]{58}"),
    _format(
        "password hash",
        "$",
        r"\$(?:[PH]\$[./A-Za-z0-9]{31}|(?:wp\$)?2[abxy]\$\d\d\$[./A-Za-z0-9]{53}"
        r"|[156y]\$[^\s$:'\"]{1,40}\$[./A-Za-z0-9$]{22,90}|argon2i?d?\$[^\s'\"]{30,250})",
    ),
    _format(
        "password hash",
        "pbkdf2_",
        r"pbkdf2_sha\d{1,3}\$\d{1,8}\$[^\s$'\"]{1,60}\$[A-Za-z0-9+/]{20,100}={0,2}",
    ),
    _format(
        "password",
        "://",
        r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s:/@'\"<>\\]{0,100}:(?P<secret>[^\s/'\"<>\\]{1,200})@",
    ),
    _format(
        "WordPress salt",
        "_KEY _SALT",
        r"""(?:define\s{0,3}\(\s{0,4}["'](?:SECURE_)?(?:AUTH|LOGGED_IN|NONCE|WP_CACHE)_(?:KEY(?:_SALT)?|SALT)["']\s{0,9},"""
        r"""|(?:AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT)["']?\s{0,9}(?:=>|[=:]))"""
        r"""\s{0,20}(?P<quote>["'])(?P<secret>[^\n"']{20,200}+)(?P=quote)""",
    ),
]


def format_spans(text: str) -> Iterator[Span]:
    """Every secret that is known by its form."""
    for form in FORMATS:
        if any(sign in text for sign in form.signs):
            group = "secret" if "secret" in form.pattern.groupindex else 0
            found = (Span(*match.span(group), form.kind, 1) for match in form.pattern.finditer(text))
            yield from at_most(found, text)
