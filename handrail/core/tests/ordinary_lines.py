"""Lines of logs and files without any secret, as customers paste them; the same in every run.

Even lines are for tuning, odd ones are held back.
"""

from __future__ import annotations

import base64
import random
import string
import uuid
from collections.abc import Callable

LINES_OF_A_SORT = 100
_HEX = "0123456789abcdef"
_ALNUM = string.ascii_letters + string.digits
_PLUGINS = ["lamp", "lamp-pro", "woocommerce", "akismet", "wordpress-seo", "contact-form-7"]
_FIXED = """
PHP Fatal error:  Uncaught Error: Call to undefined function wp_get_session_token() in /srv/wp-includes/user.php:512
PHP Notice:  Undefined index: password in /srv/wp-content/plugins/lamp/login.php on line 44
PHP Warning:  Undefined array key "api_key" in /srv/wp-content/plugins/lamp/settings.php on line 210
Uncaught SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON
Uncaught SyntaxError: Unexpected token } in JSON at position 1042
SyntaxError: Unexpected token: punc (,) [app.js:1,3201]
parse error: syntax error, unexpected token "public", expecting variable
The CSRF token is invalid. Please try to resubmit the form.
Forbidden (CSRF token missing): /cart/add/
Forbidden (CSRF cookie not set.): /contact/
Invalid password for user dora
Password: incorrect for account 4411
WARNING: Password validation failed, minimum length is 12
Access denied for user 'shop'@'localhost' (using password: YES)
Access denied for user 'root'@'172.18.0.5' (using password: NO)
ERROR 1045 (28000): Access denied for user 'shop'@'10.0.0.4' (using password: YES)
FATAL:  password authentication failed for user "shop"
FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "shop", database "shop", no encryption
DETAIL:  Connection matched pg_hba.conf line 95: "host all all all scram-sha-256"
ERROR:  duplicate key value violates unique constraint "wp_posts_pkey"
DETAIL:  Key (id)=(4111) already exists.
sshd[4121]: Failed password for invalid user admin from 203.0.113.7 port 51122 ssh2
sshd[4121]: Accepted publickey for deploy from 203.0.113.7 port 51122 ssh2: ED25519 SHA256:kd8Ql2x0sXc6mZr9yWv1uTnB3aHf5eJg7iLo4pRqNsE
Password reset requested for dora@nordlicht.example
The password field is required.
password_reset_expires: 3600
reset_password_token_expires_in=7200
"password_strength": "weak",
"token_type": "Bearer",
"expires_in": 3600, "scope": "read write"
"max_tokens": 4096, "temperature": 0.7
total_tokens: 15230 prompt_tokens: 12000
primary_key=id foreign_key=customer_id
cache key: wp_query_posts_per_page_10_paged_1
sort_key = created_at
session started for user 41
session_timeout=1800
session.cookie_httponly = 1
session.save_path = "/var/lib/php/sessions"
DB_PASSWORD=
SMTP_PASSWORD=********
password: ${DB_PASSWORD}
password: "{{ vault_db_password }}"
password=%s
'password' => env('DB_PASSWORD', ''),
'password' => getenv('DB_PASSWORD'),
define('DB_PASSWORD', '');
$password = $_POST['password'];
const password = document.querySelector('#password').value;
if (password === confirmation) { return true; }
password: null
"password": null, "token": null
password = None
secret: false
api_key: true
<label for="password">Password</label>
<input type="password" name="password" id="password" autocomplete="current-password">
function setPassword(password: string): Promise<void>
def check(password: str, token: str) -> bool:
    "password" : "string",
Authorization: Bearer
Authorization header missing
Bearer token expired
www-authenticate: Bearer realm="shop"
WWW-Authenticate: Basic realm="Restricted"
x-request-id: 8f14e45fceea167a5a36dedd4bea2543
etag: "5d8c72a5edda8d6a:0"
ETag: W/"1f-3b2a7c0d9e8f"
Cookie: wp-settings-time-1=1772445072; lang=en
Set-Cookie: lang=fr; Path=/; Max-Age=31536000
cookie consent: accepted
ssh-ed25519 key fingerprint is SHA256:kd8Ql2x0sXc6mZr9yWv1uTnB3aHf5eJg7iLo4pRqNsE.
-----BEGIN CERTIFICATE-----
-----BEGIN PUBLIC KEY-----
public_key: pk_live_is_not_set
Secret santa plugin 1.2.3 activated
The secret of success is patience
My password does not work any more, what can I do?
Where do I find my license key?
I lost my API key. How do I get a new one?
token: expired
Key: Value
key: name
keys: 12
author: dora
authority: letsencrypt
authentication: required
auth: disabled
auth_method=password
secret_name=shop-db
passwordless login is enabled
pass: 112, fail: 0, skip: 3
Tests: 3 passed, 0 failed
passed=112
compass: 180
bypass: yes
tokens: 3
tokenizer: standard
sid: spam
user_pass column missing
wp_users.user_pass is too long
monkey: 17
keyboard=de
hotkey=ctrl
turkey: 12
http://user@shop.example/lamp.git
https://shop.example:8443/@dora/cart
proxy: http://proxy.internal:3128
Connecting to redis://redis:6379/0
DATABASE_URL=postgres://db/shop
mailto:dora@nordlicht.example
git@git.shop.example:lamp/lamp.git
mysql -h db -u shop -p shop
curl -u dora https://shop.example/
order 4111 1111, delivered 2026-03-02
tel: +49 40 4111 1111
IBAN DE89 3704 0044 0532 0130 00
""".strip().splitlines()


def _some(dice: random.Random, letters: str, length: int) -> str:
    return "".join(dice.choice(letters) for _ in range(length))


def _address(dice: random.Random) -> str:
    return ".".join(str(dice.randint(1, 254)) for _ in range(4))


def _plugin(dice: random.Random) -> str:
    return f"/srv/wp-content/plugins/{dice.choice(_PLUGINS)}"


def _uuid(dice: random.Random) -> str:
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))


def _minified(dice: random.Random) -> str:
    names = [_some(dice, string.ascii_letters, 1) for _ in range(12)]
    a, b, c = names[:3]
    return (
        f'!function({a},{b}){{"use strict";var {c}={{key:"{_some(dice, string.ascii_lowercase, 5)}",'
        f'token:function(){{return {a}.token}},password:{b}.type==="password",secret:!1}};'
        f"{c}.id={dice.randint(1, 10**9)},{a}.exports={c},{c}.sessionId={b}.getSessionId(),{c}.apiKey={b}.options.apiKey}}"
        f"(this,{dice.randint(0, 255)});"
    )


def _source_map(dice: random.Random) -> str:
    return '{"version":3,"mappings":"' + _some(dice, _ALNUM + ",;", 300) + '"}'


_SORTS: list[Callable[[random.Random], str]] = [
    lambda d: (
        f'{_address(d)} - - [02/Mar/2026:10:{d.randint(10, 59)}:12 +0000] "GET /shop/?p={d.randint(1, 9999)}'
        f'&utm_source=mail HTTP/1.1" 200 {d.randint(100, 99999)} "-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/148.0"'
    ),
    lambda d: (
        f'{_address(d)} - - [02/Mar/2026:10:11:12 +0000] "POST /wp-admin/admin-ajax.php?action=heartbeat&_={d.randint(1772000000000, 1772999999999)}'
        f' HTTP/2.0" 403 {d.randint(10, 999)} "https://shop.example/wp-login.php?redirect_to=%2Fwp-admin%2F&reauth=1"'
    ),
    lambda d: (
        f"2026/03/02 10:11:12 [error] {d.randint(10, 9999)}#0: *{d.randint(1, 10**7)} FastCGI sent in stderr: "
        f'"PHP message: PHP Warning: foreach() argument must be of type array in {_plugin(d)}/a.php on line {d.randint(1, 900)}"'
    ),
    lambda d: (
        f"[02-Mar-2026 10:11:12 UTC] PHP Fatal error:  Allowed memory size of {d.randint(10**7, 10**9)} bytes "
        f"exhausted (tried to allocate {d.randint(1000, 10**7)} bytes) in {_plugin(d)}/vendor/autoload.php on line 7"
    ),
    lambda d: (
        f"#{d.randint(0, 40)} {_plugin(d)}/src/Session.php({d.randint(1, 900)}): Lamp\\Session->token('{_some(d, string.ascii_lowercase, 8)}', Array)"
    ),
    lambda d: (
        f'  File "/usr/lib/python3.11/site-packages/shop/{_some(d, string.ascii_lowercase, 6)}.py", line {d.randint(1, 900)}, in get_token'
    ),
    lambda d: (
        f"\tat org.shop.auth.TokenFilter.doFilter(TokenFilter.java:{d.randint(1, 900)}) [shop-{d.randint(1, 9)}.jar!/:?]"
    ),
    lambda d: (
        f"    at Object.getPassword (/srv/app/node_modules/lamp/dist/index.js:{d.randint(1, 900)}:{d.randint(1, 99)})"
    ),
    lambda d: (
        f"2026-03-02T10:11:12.{d.randint(100000, 999999)}Z {d.randint(1, 99)} [Note] Aborted connection {d.randint(1, 10**6)} to db: 'shop' user: 'shop' host: '{_address(d)}' (Got timeout reading communication packets)"
    ),
    lambda d: (
        f"# Query_time: 0.{d.randint(100000, 999999)}  Lock_time: 0.000012 Rows_sent: {d.randint(1, 99)}  Rows_examined: {d.randint(1, 10**6)}"
    ),
    lambda d: (
        f"SELECT option_name, option_value FROM wp_options WHERE autoload = 'yes' AND option_id > {d.randint(1, 10**6)} LIMIT 100;"
    ),
    lambda d: (
        f"INSERT INTO `wp_postmeta` VALUES ({d.randint(1, 10**6)},{d.randint(1, 10**6)},'_edit_lock','{d.randint(1700000000, 1779999999)}:1');"
    ),
    lambda d: (
        f"LOG:  duration: {d.randint(1, 9999)}.{d.randint(100, 999)} ms  statement: UPDATE session SET seen = now() WHERE id = {d.randint(1, 10**9)}"
    ),
    lambda d: f"commit {_some(d, _HEX, 40)}",
    lambda d: f"index {_some(d, _HEX, 7)}..{_some(d, _HEX, 7)} 100644",
    lambda d: f"{_some(d, _HEX, 64)}  lamp-{d.randint(1, 9)}.{d.randint(0, 20)}.zip",
    lambda d: f"{_some(d, _HEX, 32)} *wp-config.php",
    lambda d: f"Digest: sha256:{_some(d, _HEX, 64)}",
    lambda d: f'"integrity": "sha512-{base64.b64encode(d.randbytes(64)).decode()}",',
    lambda d: (
        f"lamp=={d.randint(0, 20)}.{d.randint(0, 20)}.{d.randint(0, 20)} --hash=sha256:{_some(d, _HEX, 64)}"
    ),
    lambda d: (
        f'{{"level":"info","time":{d.randint(1772000000000, 1772999999999)},"pid":{d.randint(1, 9999)},"reqId":"{_uuid(d)}","msg":"request completed","responseTime":{d.random() * 100}}}'
    ),
    lambda d: f"job {_uuid(d)} done in {d.random() * 10:.16f} s",
    lambda d: f"trace_id={_some(d, _HEX, 32)} span_id={_some(d, _HEX, 16)} duration={d.randint(1, 9999)}ms",
    lambda d: f"traceparent: 00-{_some(d, _HEX, 32)}-{_some(d, _HEX, 16)}-01",
    lambda d: (
        f"background: url(data:image/png;base64,iVBORw0KGgo{base64.b64encode(d.randbytes(90)).decode()})"
    ),
    lambda d: (
        f'<img src="data:image/svg+xml;base64,{base64.b64encode(d.randbytes(60)).decode()}" alt="Lamp">'
    ),
    lambda d: base64.b64encode(d.randbytes(57)).decode(),
    _minified,
    _source_map,
    lambda d: (
        f"WordPress {d.randint(5, 7)}.{d.randint(0, 9)}.{d.randint(0, 9)} | PHP 8.{d.randint(0, 4)}.{d.randint(0, 30)} | MySQL 8.0.{d.randint(10, 40)} | Memory limit: {d.choice([128, 256, 512])}M"
    ),
    lambda d: (
        f"Mar  2 10:11:12 web{d.randint(1, 9)} kernel: [{d.randint(1, 10**6)}.{d.randint(100000, 999999)}] eth0: link up, 1000 Mbps, MAC {':'.join(_some(d, _HEX, 2) for _ in range(6))}"
    ),
    lambda d: (
        f"postfix/smtp[{d.randint(1, 9999)}]: {_some(d, '0123456789ABCDEF', 11)}: to=<dora@nordlicht.example>, relay=mx.nordlicht.example[{_address(d)}]:25, delay=1.2, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as {_some(d, '0123456789ABCDEF', 10)})"
    ),
    lambda d: f"Message-ID: <{_some(d, _ALNUM, 32)}@mail.shop.example>",
    lambda d: (
        f"DKIM-Signature: v=1; a=rsa-sha256; d=shop.example; s=key1; b={base64.b64encode(d.randbytes(60)).decode()}"
    ),
    lambda d: (
        f"GET /_next/static/chunks/{d.randint(1, 9999)}-{_some(d, _HEX, 16)}.js 304 in {d.randint(1, 99)}ms"
    ),
    lambda d: f"s3://shop-backups/2026/03/02/{_some(d, _HEX, 32)}.tar.gz {d.randint(10**6, 10**12)} bytes",
    lambda d: (
        f"order_id={d.randint(10**5, 10**7)} total={d.randint(1, 999)}.{d.randint(10, 99)} currency=EUR status=processing"
    ),
    lambda d: f"tracking number {d.randint(10**11, 10**12 - 1)}, EAN {d.randint(10**12, 10**13 - 1)}",
    lambda d: f"event_id: {d.randint(10**17, 10**19)} shard={d.randint(0, 31)} offset={d.randint(1, 10**12)}",
    lambda d: (
        f"0x{_some(d, _HEX, 16)} 0x{_some(d, _HEX, 16)} libc.so.6(+0x{_some(d, _HEX, 5)}) [0x{_some(d, _HEX, 12)}]"
    ),
    lambda d: f"wp_cron: lamp_sync_{_some(d, _HEX, 32)} scheduled at {d.randint(1700000000, 1779999999)}",
    lambda d: f"_transient_timeout_lamp_{_some(d, _HEX, 32)}: {d.randint(1700000000, 1779999999)}",
    lambda d: (
        f"composer: Locking lamp/session-token (v{d.randint(1, 9)}.{d.randint(0, 9)}.{d.randint(0, 9)} {_some(d, _HEX, 8)})"
    ),
    lambda d: (
        f"npm http fetch GET 200 https://registry.npmjs.org/@lamp%2fauth-token/-/auth-token-{d.randint(1, 9)}.0.{d.randint(1, 9)}.tgz {d.randint(1, 999)}ms"
    ),
    lambda d: (
        f"-rw-r--r-- 1 www-data www-data {d.randint(1, 10**8)} Mar  2 10:11 {_some(d, string.ascii_lowercase, 9)}.php"
    ),
    lambda d: (
        f'a:3:{{s:4:"name";s:4:"Dora";s:5:"items";i:{d.randint(1, 99)};s:3:"key";s:6:"lamp_{d.randint(1, 9)}";}}'
    ),
    lambda d: (
        f"{d.random():.18f},{d.random() * 1000:.12f},{d.randint(1772000000, 1772999999)}.{d.randint(100000, 999999)}"
    ),
    lambda d: (
        f"Call Trace: <TASK> RIP: 0010:{_some(d, string.ascii_lowercase, 8)}+0x{_some(d, _HEX, 3)}/0x{_some(d, _HEX, 3)} Code: {' '.join(_some(d, _HEX, 2) for _ in range(20))}"
    ),
    lambda d: (
        f"[{d.choice(['info', 'debug', 'warning'])}] token refreshed for user {d.randint(1, 9999)}, next refresh in {d.randint(1, 3600)} s"
    ),
    lambda d: (
        f"session opened for user deploy(uid={d.randint(1000, 1999)}) by (uid=0), session={d.randint(1, 99999)}"
    ),
]


def _ordinary() -> list[str]:
    dice = random.Random(20260303)
    made = [make(dice) for make in _SORTS for _ in range(LINES_OF_A_SORT)]
    return [*made, *_FIXED, *_PROSE]


_PROSE = """
Hello, since the update to 4.2 the lamp plugin shows a white page when I log in.
I have changed my password twice and it still says the session has expired.
The token in the mail had expired, could you please send a new one?
We use the key 4711 for the office door, is that related?
Bonjour, mon mot de passe ne fonctionne plus depuis hier.
Mot de passe : incorrect
Ich habe mein Passwort vergessen. Passwort: wurde zurückgesetzt
Забыл пароль, пароль: не подходит
Geslo ne deluje več, prosim za pomoč.
Parola mea nu mai funcționează.
Order 100234 from 2026-03-01, invoice INV-2026-00042, amount 1,249.00 EUR
Please call me at +386 1 555 12 34 or +40 21 555 0101.
Our VAT number is SI12345678, our customer number 2201 4410.
""".strip().splitlines()

ORDINARY = _ordinary()
