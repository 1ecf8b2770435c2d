"""Before the purchase, from the forum, and thanks afterwards; in English."""

from handrail.ops.sample.story import Story, became, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "forum-dark-mode", "support", "Dark mode flickers in Safari 19", "en", "liam", 2, "09:12",
        tags=("forum", "Lamp Free", "bug"),
        entries=(
            wrote("liam", "", """
                Posted this in the plugin forum as *pixelherder*, writing here because the thread is full of
                +1s and no answers.

                In Safari 19 with dark mode on, the grid flashes white for a moment each time a row of
                pictures loads. Same here on two phones. It stops when I turn lazy loading off. I'm on Lamp
                Free, so no rush, but it is a bit of a disco.
                """),
            took("ada", "1d 1h"),
            replied("ada", "10m", """
                Hi Liam, thanks for coming over, and for the excellent detail about lazy loading. Free or Pro,
                a disco is a disco.

                I can see it too. The placeholder is painted white before our dark colours arrive. Until we
                fix it, this in Appearance, Customise, Additional CSS calms it down:

                ```
                .lamp-grid [data-lazy] { background: transparent; }
                ```

                I've answered in the forum thread as well, so the +1s find it.
                """, then="waiting"),
            wrote("liam", "6h", """
                Works on the iPhone. On the older iPad there's still a very short grey blink, much better
                though. Do you want a video?
                """),
        ),
    ),
    Story(
        "nell-thank-you", "support", "Thank you (no question!)", "en", "nell", 15, "16:50",
        tags=("thank you",),
        entries=(
            wrote("nell", "", """
                You probably only hear from people when things are broken, so: the new filter for age groups
                works exactly as Ben described, and a grandmother found the right book for a seven-year-old
                pirate in under a minute. I watched her do it. That's all!

                Nell, Harbour Books
                """),
            took("ben", "1h 30m"),
            replied("ben", "3m", """
                Nell, this is now pinned above my desk. Greetings to the pirate, and to the grandmother.
                """, then="closed"),
        ),
    ),
    Story(
        "mei-before-i-buy", "support", "Before I buy: variations and two currencies?",
        "en", "mei", 44, "05:10",
        tags=("pre-sales",),
        entries=(
            wrote("mei", "", """
                Hi, we run a WooCommerce shop for orchids. Two questions before I buy Pro: can a tile show the
                price range of a product with variations, and can it follow the currency switcher (SGD/MYR)?
                """),
            took("ada", "3h"),
            replied("ada", "18m", """
                Hi Mei, yes and yes, with one "but":

                - The tile shows "from S$18", or the full range if you prefer.
                - It follows the currency switchers that use WooCommerce's own price filter. Most do. Which
                one have you got?

                If yours doesn't, you would want to know before you pay, so I'd rather check first.
                """, then="waiting"),
            wrote("mei", "2h", """
                It's the one from our payment provider, screenshot of the settings page is on our test site.
                """),
            replied("ada", "50m", """
                Looked at it, that one works. And you have 30 days to change your mind.
                """, then="waiting"),
            wrote("mei", "1d", "Bought! Thanks for checking before taking my money, that's rare."),
            became("ada", "1h", "closed"),
        ),
    ),
    Story(
        "diego-student", "support", "Student discount?", "en", "diego", 52, "17:45",
        tags=("pre-sales",),
        entries=(
            wrote("diego", "", """
                hello, i study design in buenos aires and 79 euros is a lot of pesos here. is there a discount
                for students?
                """),
            took("ada", "1h 20m"),
            replied("ada", "8m", """
                Hi Diego, there is no student price yet, but honestly: for a portfolio Lamp Free does
                everything you need, also on a real domain. Start with that. When you build shops for clients
                and earn with it, come back and I'll find you something.
                """, then="waiting"),
            wrote("diego", "3h", "wow ok, thank you for not selling me something haha"),
            became("ada", "15h", "closed"),
        ),
    ),
)
