"""Jobs of the portal; each calls one function."""

from __future__ import annotations

from procrastinate.contrib.django import app

from handrail.core.jobs import RETRY, SOMEBODY_WAITS


@app.task(retry=RETRY, priority=SOMEBODY_WAITS)
def send_link(address: str, language: str, host: str = "", onward: str = "") -> None:
    """Mail a sign-in link to an address, if it is known. The secret is made here: no queue ever holds it."""
    from handrail.channels.portal.mailing import mail_link

    mail_link(address, language, host, onward)


@app.task(retry=RETRY)
def tell_followers(entry: int, looks: int) -> None:
    """Tell customers who follow a colleague's request that it was answered, once that has left."""
    from handrail.channels.portal import following

    following.tell_followers(entry, looks=looks)


@app.task(retry=RETRY)
def mail_follower(follower: int, entry: int) -> None:
    """Tell one of them."""
    from handrail.channels.portal import following

    following.mail_follower(follower, entry)


@app.task(priority=SOMEBODY_WAITS)
def ask_who(arrival: int) -> None:
    """Ask the OpenID provider who has come back from it. Once: a code is good once."""
    from handrail.channels.portal.openid import arriving

    arriving.ask_who(arrival)


@app.task(priority=SOMEBODY_WAITS)
def ask_provider() -> None:
    """Ask the OpenID provider what it says of itself; what goes wrong stands in the portal's settings."""
    from handrail.channels.portal.openid import arriving

    arriving.ask_again()


@app.periodic(cron="41 4 * * *")
@app.task(queueing_lock="ask_provider_daily", pass_context=False)
def ask_provider_daily(timestamp: int) -> None:
    """Each night again."""
    from handrail.channels.portal.openid import arriving

    arriving.ask_again()


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="forget_portal", pass_context=False)
def forget_portal(timestamp: int) -> None:
    """Remove links, visits and used tokens that have had their time."""
    from handrail.channels.portal.signing_in import forget_old

    forget_old()
