"""Bugs, wishes and security of the product itself; in English."""

from handrail.ops.sample.files import lines
from handrail.ops.sample.story import Story, assigned, became, noted, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "security-debug-log", "support", "Possible disclosure: lamp-debug.log readable from outside",
        "en", "samir", 4, "19:33",
        tags=("security",), priority="urgent",
        entries=(
            wrote("samir", "", """
                Hello,

                I'm a security researcher. With debug mode on, Lamp writes
                `wp-content/uploads/lamp/lamp-debug.log`, and on nginx hosts this file can be fetched by
                anybody who knows the name. It contains absolute paths and, in one case I saw on my own test
                site, the e-mail address of an administrator.

                Tested with 3.1.4 and 3.2.1, only on my own machines. I have not published this and would like
                to agree on a date with you. A PGP key is on my page.

                Samir Haddad
                """, lines("steps.txt", """
                    1. nginx, WordPress 6.9, Lamp 3.2.1, Settings > Debug: on
                    2. open any page with a grid
                    3. GET /wp-content/uploads/lamp/lamp-debug.log  ->  200, text/plain
                    Expected: 403 or a name that cannot be guessed
                    """)),
            assigned("ada", "12m", "cleo"),
            noted("ada", "1m", "@Cleo security report, looks serious and very polite. I haven't answered."),
            replied("cleo", "18m", """
                Dear Samir,

                thank you for the clear report, and for telling us first. I can confirm that we received it
                and that an engineer reproduces it tonight. You'll hear from me by tomorrow noon, whatever we
                find.

                Cleo
                """),
            noted("cleo", "13h", """
                Confirmed by engineering. Only with debug mode on, which is off by default. Fix: random file
                name, and a clean-up of old logs on update. It goes into 3.2.2. Nobody writes about this
                outside this conversation until Tuesday, please.
                """),
            replied("cleo", "40m", """
                Dear Samir,

                confirmed: with debug mode on, the log can be read on hosts that ignore .htaccess. We'll give
                it a name that cannot be guessed and remove existing logs when the plugin is updated. This
                ships with 3.2.2 on Tuesday.

                May we credit you in the changelog, and would publishing two weeks after the release suit you?
                """, then="waiting"),
            wrote("samir", "5h", """
                Two weeks after the release is fine. Credit as "Samir Haddad", no link needed. This was the
                quickest answer I have had from a plugin vendor, and the first with a date in it.
                """),
            became("cleo", "1h", "others"),
        ),
    ),
    Story(
        "museum-questionnaire", "support", "Security questionnaire before we can renew",
        "en", "ruth", 8, "12:04",
        tags=("security", "pre-sales"), snoozed_days=5,
        entries=(
            wrote("ruth", "", """
                Dear Lamp team,

                our new IT policy asks every supplier to fill in the attached questionnaire (sorry, 64
                questions; I did not write it). We use Lamp Pro for the online collection, 3,100 objects, and
                would like to keep doing so. Could we have it by the end of the month?

                Kind regards, Ruth Adeyemi, Northgate Museum
                """, lines("questionnaire.txt", """
                    Q1   Where is personal data stored?
                    Q2   Who has access to it?
                    Q3   How are security reports handled, and within what time?
                    Q64  Does the supplier keep livestock on the premises? (legacy question, please answer)
                    """)),
            took("cleo", "3h"),
            replied("cleo", "15m", """
                Dear Ruth, gladly, and 64 is not the record. Lamp stores its data in your own WordPress, so
                many answers will be short. Olga, our founder, has to sign some of them; you'll have the whole
                document next week. No livestock.
                """, then="waiting"),
            wrote("ruth", "1d", """
                Next week is perfect. The livestock question has a history that I am not allowed to tell.
                """),
            noted("cleo", "2h", """
                @Olga your part is questions 12 to 20 and 41. Snoozed until then. Livestock is done.
                """),
        ),
    ),
    Story(
        "isla-restocked", "support", "Wish: sort the catalogue by \"recently restocked\"",
        "en", "isla", 12, "22:40",
        tags=("feature request",),
        entries=(
            wrote("isla", "", """
                Kia ora! We sell knitting wool, so half of the catalogue is always sold out, and people wait
                for *that one green*. Could Lamp sort by "recently restocked"? Sorting by date shows the day I
                first added the yarn, which was in 2019.
                """),
            took("ada", "10h"),
            replied("ada", "20m", """
                Kia ora, Isla! There's no such sorting today, and you are the eighth shop to wish for it, so
                I've added your green to the request with your words.

                A bridge until then: the field "Order" takes any product field. If you put a date in a custom
                field `restocked` when new wool arrives, you can sort by that now. Shall I send a short
                how-to?
                """, then="waiting"),
            wrote("isla", "20h", """
                Oh, that will do nicely. I found the field myself. No how-to needed, ka pai!
                """),
            replied("ada", "9h", "Ka pai indeed. I'll write when the real thing comes.", then="closed"),
        ),
    ),
    Story(
        "emil-beta", "support", "Re: Trying the 4.0 beta on a test site", "en", "emil", 0, "08:35",
        tags=("4.0 beta",),
        entries=(
            wrote("emil", "", """
                Works well so far. One thing: the colour picker opens behind the panel, so I choose my colours
                like a medium. Firefox 145, Mac. In Chrome it is in front.

                (I write in English here because the beta group is in English. For invoices I stay French, one
                has principles.)
                """),
            took("ada", "40m"),
            noted("ada", "5m", """
                @Ben is this the same z-index as in the lightbox? Emil is very patient with our betas.
                """),
            noted("ben", "25m", "Same family. I'll put a build into the beta channel this afternoon."),
        ),
    ),
    Story(
        "isla-php", "support", "PHP 8.5: yes, no, wait?", "en", "isla", 0, "01:15",
        entries=(
            wrote("isla", "", """
                Kia ora, our host moves everybody to PHP 8.5 this Sunday, whether we like it or not. Is Lamp
                Pro 3.1.4 fine with it, or do I have to update to the 3.2 that everybody is grumbling about?
                """),
        ),
    ),
)
