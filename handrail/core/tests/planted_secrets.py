"""Lines with a secret in each: made up from documented formats, none was ever valid. Written before the code.

`PLANTED` is the same in every run. Rows alternate: the first of two is for tuning, the other is held back.
"""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

_ROWS_OF_A_KIND = 14
_ALNUM = string.ascii_letters + string.digits
_URL_SAFE = _ALNUM + "-_"
_HEX = "0123456789abcdef"
_SALT_LETTERS = _ALNUM + "!@#$%^&*()-_[]{}<>~`+=,.;:/?| "
_WORDS = ["correct", "horse", "Sommer", "rainbow", "Lamp", "winter", "dragon", "parola", "geheim"]


class Planted(NamedTuple):
    """A text, the secret in it, and what kind of secret that is."""

    kind: str
    text: str
    secret: str


def _some(dice: random.Random, letters: str, length: int) -> str:
    return "".join(dice.choice(letters) for _ in range(length))


def _password(dice: random.Random) -> str:
    ways: list[Callable[[], str]] = [
        lambda: dice.choice(_WORDS) + str(dice.randint(1, 2031)) + dice.choice("!?#*$"),
        lambda: _some(dice, _ALNUM, dice.randint(8, 20)),
        lambda: _some(dice, _ALNUM + "!#%*+-.?@^_~", dice.randint(10, 24)),
        lambda: dice.choice(_WORDS) + "-" + dice.choice(_WORDS) + "-" + str(dice.randint(10, 99)),
        lambda: dice.choice(_WORDS).lower() + dice.choice(_WORDS).lower(),
    ]
    return dice.choice(ways)()


def _in_code(name: str) -> Callable[[random.Random, str], str]:
    """The ways in which a setting stands in a file or a log."""
    lower, spaced = name.lower(), name.lower().replace("_", "-")
    ways: list[Callable[[str], str]] = [
        lambda value: f"{name}={value}",
        lambda value: f'export {name}="{value}"',
        lambda value: f"{lower} = {value}",
        lambda value: f"  {lower}: {value}",
        lambda value: f"{spaced}: '{value}'",
        lambda value: json.dumps({"id": 7, lower: value, "enabled": True}),
        lambda value: json.dumps({"event": json.dumps({lower: value})}),
        lambda value: f"define( '{name}', '{value}' );",
        lambda value: f"$config['{lower}'] = '{value}';",
        lambda value: f"    [{lower}] => {value}",
        lambda value: f'  ["{lower}"]=>\n  string({len(value)}) "{value}"',
        lambda value: f"<{lower}>{value}</{lower}>",
        lambda value: f"2026-03-02 10:11:12 DEBUG settings loaded {lower}={value} from=.env",
        lambda value: f"    '{lower}' => '{value}',",
        lambda value: f'self.{lower} = "{value}"',
    ]
    return lambda dice, value: dice.choice(ways)(value)


def _around(dice: random.Random, value: str) -> str:
    """A line of no particular kind that holds a secret which is known by its form."""
    return dice.choice(
        [
            f"[02-Mar-2026 10:11:12 UTC] PHP Warning: request with {value} failed in /srv/app/a.php on line 12",
            f"curl -s https://api.example/v1/things -H 'X-Thing: {value}'",
            f'error: could not use "{value}"',
            f"my key is {value}, please have a look",
            f"GET /callback?state=1&code={value}&x=1 HTTP/1.1",
            f"{value}",
            f"({value})",
            f"key={value}",
            f"client = Client('{value}')",
        ]
    )


def _known(make: Callable[[random.Random], str]) -> Callable[[random.Random], tuple[str, str]]:
    def made(dice: random.Random) -> tuple[str, str]:
        value = make(dice)
        return _around(dice, value), value

    return made


def _named(
    names: list[str], make: Callable[[random.Random], str]
) -> Callable[[random.Random], tuple[str, str]]:
    def made(dice: random.Random) -> tuple[str, str]:
        value = make(dice)
        return _in_code(dice.choice(names))(dice, value), value

    return made


def _jwt(dice: random.Random) -> str:
    parts = [{"alg": "HS256", "typ": "JWT"}, {"sub": str(dice.randint(1, 10**6)), "exp": 1772445072}]
    told = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*told, _some(dice, _URL_SAFE, 43)])


def _private_key(dice: random.Random) -> tuple[str, str]:
    name = dice.choice(["RSA ", "EC ", "OPENSSH ", "", "ENCRYPTED ", "DSA "])
    lines = [_some(dice, _ALNUM + "+/", 64) for _ in range(dice.randint(3, 12))]
    begin, end = f"-----BEGIN {name}PRIVATE KEY-----", f"-----END {name}PRIVATE KEY-----"
    way = dice.randint(0, 3)
    if way == 0:
        return json.dumps({"private_key": "\n".join([begin, *lines, end])}), "\\n".join(lines)
    if way == 1:  # cut, as at the end of a pasted text
        return "\n".join(["here it is:", begin, *lines]), "\n".join(lines)
    if way == 2:
        return "\n".join("    " + line for line in [begin, *lines, end]), "\n    ".join(lines)
    return "\n".join(["a", begin, *lines, end, "b"]), "\n".join(lines)


def _in_address(dice: random.Random) -> tuple[str, str]:
    secret = quote(_password(dice), safe="!*~")
    user = dice.choice(["admin", "dora", "deploy%40shop", "u"])
    scheme = dice.choice(["https", "http", "ftp", "sftp", "smtp", "git+https"])
    return f"fatal: unable to access '{scheme}://{user}:{secret}@git.shop.example/lamp.git/': 403", secret


def _in_database_address(dice: random.Random) -> tuple[str, str]:
    secret = quote(_password(dice), safe="!*~@")
    scheme = dice.choice(["postgres", "postgresql", "mysql", "mongodb+srv", "redis", "amqp", "mysql+pymysql"])
    user = "" if scheme == "redis" else "shop"
    line = f"{scheme}://{user}:{secret}@db.internal:5432/shop?sslmode=require"
    return dice.choice([line, f"DATABASE_URL={line}", f'could not connect to "{line}"']), secret


def _authorization(dice: random.Random) -> tuple[str, str]:
    way = dice.randint(0, 4)
    if way == 0:
        secret = base64.b64encode(f"dora:{_password(dice)}".encode()).decode()
        return f"Authorization: Basic {secret}", secret
    secret = _some(dice, _URL_SAFE, dice.randint(20, 60))
    lines = [
        f"authorization: Bearer {secret}",
        f'curl -H "Authorization: Bearer {secret}" https://api.example/',
        json.dumps({"headers": {"Authorization": f"Token {secret}", "Accept": "*/*"}}),
        f"Proxy-Authorization: bearer {secret}",
    ]
    return lines[way - 1], secret


def _session(dice: random.Random) -> tuple[str, str]:
    secret = _some(dice, dice.choice([_HEX, _ALNUM.lower(), _ALNUM]), dice.choice([26, 32, 40]))
    name = dice.choice(
        [
            "PHPSESSID",
            "JSESSIONID",
            "sessionid",
            "connect.sid",
            "laravel_session",
            "session_id",
            "_shop_session",
        ]
    )
    return dice.choice(
        [
            f"Cookie: lang=en; {name}={secret}; consent=yes",
            f"Set-Cookie: {name}={secret}; Path=/; HttpOnly",
            f"< set-cookie: {name}={secret}; expires=Mon, 02-Mar-2026 10:11:12 GMT",
            f"GET /cart?{name}={secret} HTTP/1.1",
            json.dumps({"cookies": {name: secret}}),
        ]
    ), secret


def _wordpress_cookie(dice: random.Random) -> tuple[str, str]:
    secret = _some(dice, _ALNUM, 43) + "%7C" + _some(dice, _HEX, 64)
    name = dice.choice(["wordpress_logged_in_", "wordpress_sec_", "wordpress_"]) + _some(dice, _HEX, 32)
    return f"Cookie: {name}=dora%7C1772445072%7C{secret}; wp-settings-1=x", secret


def _salt(dice: random.Random) -> tuple[str, str]:
    names = ["AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY"]
    names += [name.replace("KEY", "SALT") for name in names]
    secret = _some(dice, _SALT_LETTERS, 64)
    return f"define('{dice.choice(names)}',{' ' * dice.randint(1, 9)}'{secret}');", secret


def _card(dice: random.Random) -> tuple[str, str]:
    begin, length = dice.choice(
        [("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("34", 15), ("37", 15), ("6011", 16), ("3530", 16)]
    )
    body = begin + _some(dice, string.digits, length - len(begin) - 1)
    doubled = [int(digit) * (2 - index % 2) for index, digit in enumerate(reversed(body))]
    number = body + str(-sum(value // 10 + value % 10 for value in doubled) % 10)
    cuts = [4, 10] if length == 15 else [4, 8, 12]
    gap = dice.choice(["", " ", "-"])
    pieces = [number[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True)]
    secret = gap.join(pieces)
    return dice.choice(
        [
            f"my card {secret} was charged twice",
            json.dumps({"card_number": secret, "exp": "12/29"}),
            f"card={secret}&cvc=123",
            f"payment failed for {secret}.",
            f"Kartennummer: {secret}",
            f"<number>{secret}</number>",
        ]
    ), secret


def _connection_string(dice: random.Random) -> tuple[str, str]:
    if dice.random() < 0.5:
        secret = base64.b64encode(dice.randbytes(64)).decode()
        return (
            f"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={secret};EndpointSuffix=core.example",
            secret,
        )
    secret = _some(dice, _ALNUM + "!#*", 14)
    word = dice.choice(["Password", "Pwd"])
    return f"Server=db;Database=shop;User Id=sa;{word}={secret};Encrypt=true;", secret


def _password_hash(dice: random.Random) -> tuple[str, str]:
    secret = dice.choice(
        [
            "$P$B" + _some(dice, _ALNUM + "./", 30),
            "$2y$10$" + _some(dice, _ALNUM + "./", 53),
            "$wp$2y$10$" + _some(dice, _ALNUM + "./", 53),
            "$6$" + _some(dice, _ALNUM, 16) + "$" + _some(dice, _ALNUM + "./", 86),
            "$argon2id$v=19$m=65536,t=4,p=1$" + _some(dice, _ALNUM, 22) + "$" + _some(dice, _ALNUM, 43),
        ]
    )
    return f"INSERT INTO wp_users VALUES (1, 'dora', '{secret}', 'dora');", secret


def _command(dice: random.Random) -> tuple[str, str]:
    secret = _some(dice, _ALNUM + "!*_", dice.randint(9, 16))
    return dice.choice(
        [
            f"$ mysql -h db -u shop -p{secret} shop < dump.sql",
            f"$ mysqldump --user=shop --password={secret} shop",
            f"$ curl -u dora:{secret} https://shop.example/wp-json/",
            f"$ wp user create dora dora@shop.example --user_pass={secret}",
            f"$ sshpass -p '{secret}' ssh deploy@shop.example",
            f"mysql> CREATE USER 'shop'@'%' IDENTIFIED BY '{secret}';",
        ]
    ), secret


def _webhook_address(dice: random.Random) -> tuple[str, str]:
    if dice.random() < 0.6:
        tail = _some(dice, _ALNUM, 24)
        where = f"T0{_some(dice, string.ascii_uppercase, 8)}/B0{_some(dice, string.ascii_uppercase, 8)}"
        return f"POST https://hooks.slack.com/services/{where}/{tail} 404", tail
    tail = _some(dice, _URL_SAFE, 68)
    return f"POST https://discord.com/api/webhooks/{dice.randint(10**17, 10**18)}/{tail} 429", tail


def _random_value(dice: random.Random) -> str:
    return _some(dice, dice.choice([_HEX, _ALNUM, _URL_SAFE]), dice.choice([24, 32, 40, 64]))


_MAKERS: dict[str, Callable[[random.Random], tuple[str, str]]] = {
    "AWS access key": _known(
        lambda dice: dice.choice(["AKIA", "ASIA"]) + _some(dice, string.ascii_uppercase + "234567", 16)
    ),
    "AWS secret key": _named(
        ["AWS_SECRET_ACCESS_KEY", "aws_secret_key", "SECRET_ACCESS_KEY"],
        lambda dice: _some(dice, _ALNUM + "+/", 40),
    ),
    "GitHub token": _known(
        lambda dice: dice.choice(
            [
                "gh" + dice.choice("pousr") + "_" + _some(dice, _ALNUM, 36),
                "github_pat_" + _some(dice, _ALNUM, 22) + "_" + _some(dice, _ALNUM, 59),
            ]
        )
    ),
    "GitLab token": _known(lambda dice: "glpat-" + _some(dice, _URL_SAFE, 20)),
    "Stripe key": _known(
        lambda dice: (
            dice.choice(["sk_live_", "sk_test_", "rk_live_", "whsec_"])
            + _some(dice, _ALNUM, dice.choice([32, 99]))
        )
    ),
    "Slack token": _known(
        lambda dice: (
            f"xox{dice.choice('bpars')}-{dice.randint(10**10, 10**12)}-{dice.randint(10**10, 10**12)}-"
            + _some(dice, _ALNUM, 24)
        )
    ),
    "webhook address": _webhook_address,
    "Google key": _known(
        lambda dice: dice.choice(
            [
                "AIza" + _some(dice, _URL_SAFE, 35),
                "ya29.a0" + _some(dice, _URL_SAFE, 100),
                "GOCSPX-" + _some(dice, _URL_SAFE, 28),
                "1//0g" + _some(dice, _URL_SAFE, 60),
            ]
        )
    ),
    "sk- key": _known(
        lambda dice: "sk-" + dice.choice(["", "proj-", "svcacct-", "ant-api03-"]) + _some(dice, _ALNUM, 48)
    ),
    "SendGrid key": _known(
        lambda dice: "SG." + _some(dice, _URL_SAFE, 22) + "." + _some(dice, _URL_SAFE, 43)
    ),
    "Twilio key": lambda dice: (
        _known(lambda d: "SK" + _some(d, _HEX, 32))(dice)
        if dice.random() < 0.5
        else _named(["TWILIO_AUTH_TOKEN", "twilio_token"], lambda d: _some(d, _HEX, 32))(dice)
    ),
    "Mailgun or Mailchimp key": _known(
        lambda dice: dice.choice(
            ["key-" + _some(dice, _HEX, 32), _some(dice, _HEX, 32) + f"-us{dice.randint(1, 21)}"]
        )
    ),
    "npm token": _known(lambda dice: "npm_" + _some(dice, _ALNUM, 36)),
    "PyPI token": _known(lambda dice: "pypi-AgEIcHlwaS5vcmc" + _some(dice, _URL_SAFE, 120)),
    "Shopify token": _known(
        lambda dice: dice.choice(["shpat_", "shpca_", "shppa_", "shpss_"]) + _some(dice, _HEX, 32)
    ),
    "WooCommerce key": _known(lambda dice: dice.choice(["ck_", "cs_"]) + _some(dice, _HEX, 40)),
    "Telegram bot token": _known(
        lambda dice: f"{dice.randint(10**8, 10**10 - 1)}:AA{_some(dice, _URL_SAFE, 33)}"
    ),
    "DigitalOcean token": _known(
        lambda dice: dice.choice(["dop_v1_", "doo_v1_", "dor_v1_"]) + _some(dice, _HEX, 64)
    ),
    "Brevo key": _known(lambda dice: f"xkeysib-{_some(dice, _HEX, 64)}-{_some(dice, _ALNUM, 16)}"),
    "Square token": _known(
        lambda dice: dice.choice(
            ["sq0atp-" + _some(dice, _URL_SAFE, 22), "sq0csp-" + _some(dice, _URL_SAFE, 43)]
        )
    ),
    "JWT": _known(_jwt),
    "private key": _private_key,
    "password in an address": _in_address,
    "database address": _in_database_address,
    "password": _named(
        ["PASSWORD", "DB_PASSWORD", "SMTP_PASS", "user_pass", "MYSQL_ROOT_PASSWORD", "ftp_pwd", "PASSPHRASE"],
        _password,
    ),
    "Authorization header": _authorization,
    "session id": _session,
    "WordPress cookie": _wordpress_cookie,
    "WordPress salt": _salt,
    "card number": _card,
    "connection string": _connection_string,
    "password hash": _password_hash,
    "password in a command": _command,
    "named key": _named(
        [
            "API_KEY",
            "SECRET_KEY",
            "client_secret",
            "ACCESS_TOKEN",
            "LICENSE_KEY",
            "webhook_secret",
            "refresh_token",
        ],
        _random_value,
    ),
}


def _planted() -> list[Planted]:
    dice = random.Random(20260302)
    rows = []
    for kind, make in _MAKERS.items():
        rows += [Planted(kind, *make(dice)) for _ in range(_ROWS_OF_A_KIND)]
    return rows


PLANTED = _planted()
