"""Lamp 3.2 is out for a week and shows some people a white page: the English part of that week."""

from handrail.ops.sample.files import empty_page, lines
from handrail.ops.sample.story import Story, noted, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "brightwater-angry", "support", "UNACCEPTABLE", "en", "joan", 5, "13:41",
        tags=("update", "Lamp 3.2", "KI-31"), priority="high",
        entries=(
            wrote("joan", "", """
                Your "update" destroyed my website the day my spring collection went live. I have been making
                pots for eleven months for this day. I paid $79 for a WHITE RECTANGLE. I want my money back
                and I want to know who tests this stuff, because my cat would have noticed.
                """),
            took("cleo", "22m"),
            replied("cleo", "6m", """
                Dear Joan,

                eleven months of work, and on the one day that counts our update hides it. You have every
                reason to be angry, and I'm sorry.

                Let me get the pots back on the screen first; it takes about two minutes:

                1. In WordPress, open Lamp, then Tools.
                2. Press "Empty template cache".
                3. Reload your collection page.

                If you would rather not touch anything today, reply "please do it" and I'll send you a safe
                way to let me in. The $79 are on their way back to your card either way; you keep the licence.

                Cleo, head of support at Lamp
                """, then="waiting"),
            noted("cleo", "2m", "Refunded as a courtesy, @Olga. She is right, and we'd want the same."),
            noted("olga", "40m", "Agreed, no need to ask me for these this week."),
            wrote("joan", "55m", """
                It's back. I did not expect a person, much less one who read what I wrote.

                I was rude. The cat stands by her statement.
                """),
            replied("cleo", "9m", """
                You were on the worst end of our bad day. And tell the cat that we've added exactly this case
                to our tests: an update on a shop that has been running for a while. It will carry her name in
                the code comment, if you tell me what it is.

                The lasting fix comes on Tuesday with 3.2.2. Your page will stay as it is until then.
                """, then="waiting"),
            wrote("joan", "1d 2h", """
                Her name is Glaze. The celadon bowls sold out overnight. Thank you, Cleo.
                """),
            replied("cleo", "30m", """
                Congratulations on the bowls! Glaze is now part of Lamp, at line 212.
                """, then="closed"),
        ),
    ),
    Story(
        "mei-slider-arrows", "support", "Slider arrows point the wrong way since 3.2",
        "en", "mei", 3, "06:20",
        tags=("bug", "Lamp 3.2"),
        entries=(
            wrote("mei", "", """
                Hello! Small thing but my boss keeps pointing at it: since 3.2 the left arrow of the slider
                moves to the right and the right arrow to the left. 3.2.1 did not change it. Chrome and
                Firefox, theme is Twenty Twenty-Five. Site in English and Chinese.
                """),
            took("ben", "2h 40m"),
            replied("ben", "15m", """
                Hi Mei, your boss has a good eye. One guess before I dig: is "Autoplay direction" in the
                slider's settings on "Right to left"? In 3.2 that switch started to turn the arrows too, which
                it shouldn't.
                """, then="waiting"),
            wrote("mei", "19h", """
                Yes!! Set to left to right, now the arrows are right but the autoplay runs the other way than
                the design. Is there a way to have both?
                """),
            noted("ben", "3h", """
                Real bug, in the tracker as KI-34. A one-line CSS patch works here, I want to try it on Safari
                before I send it.
                """),
        ),
    ),
    Story(
        "grace-is-321-the-fix", "support", "Is 3.2.1 the fix for the blank catalogue?",
        "en", "grace", 0, "07:05",
        entries=(
            wrote("grace", "", """
                Good morning,

                I read in the forum that 3.2 gives some shops a blank catalogue. We are still on 3.1.4 and
                would like the new filter bar. Is it safe to go to 3.2.1, or should we wait?

                Asante, Grace
                """),
        ),
    ),
    Story(
        "henrik-go-back", "support", "How do I go back to 3.1.4?", "en", "henrik", 6, "10:15",
        tags=("update", "Lamp 3.2", "KI-31"),
        entries=(
            wrote("henrik", "", """
                Hi. Grid page is white after 3.2. We photograph the northern lights; at the moment it looks
                like we photograph fog. How do I get the old version back?
                """),
            took("ada", "25m"),
            replied("ada", "8m", """
                Hi Henrik, fog is beautiful too, but not today.

                You probably don't need to go back: deactivate nothing, just open Lamp, then Tools, then
                "Empty template cache".

                If you still prefer 3.1.4: lamp.example/account, "Earlier versions", download the zip and
                upload it under Plugins, Add new, "Replace current". Settings and galleries stay.
                """, then="waiting"),
            wrote("henrik", "1h 10m",
                "The cache did it. Staying on 3.2, the filter bar is very nice. Takk!"),
            replied("ada", "5m", "Bare hyggelig, Henrik! Clear skies.", then="closed"),
        ),
    ),
    Story(
        "tomasz-multisite", "support", "3.2.1 on a multisite: cache button does nothing",
        "en", "tomasz", 2, "11:30",
        tags=("Lamp 3.2", "KI-31", "multisite"), priority="high",
        entries=(
            wrote("tomasz", "", """
                Hello, I have the white page problem on a network with 6 sites. "Empty template cache" says
                *Done* but the page stays white on sites 2 to 6. Site 1 is OK. In the log:

                ```
                11:02:44 debug lamp/3.2.1 flush wp-content/cache/lamp/1
                11:02:44 debug lamp/3.2.1 flush done (1 of 1)
                11:02:51 ERROR lamp/3.2.1 TemplateNotFound: lamp/grid.php (cached 3.1.4)
                ```

                Tomasz
                """, lines("network.txt", """
                    site 1  foto.lisfoto.example      ok
                    site 2  sluby.lisfoto.example     white
                    site 3  sklep.lisfoto.example     white
                    site 4  kursy.lisfoto.example     white
                    site 5  druk.lisfoto.example      white
                    site 6  blog.lisfoto.example      white
                    """)),
            took("ben", "1h"),
            noted("ben", "20m", """
                "1 of 1" is the clue: the button flushes only the site you stand on, and 3.2 made one folder
                per site. Adding that to KI-31.
                """),
            replied("ben", "5m", """
                Hi Tomasz, thank you for the lines from the log, they show it: the button empties the folder
                of the current site only. For the whole network:

                ```
                wp site list --field=url | xargs -n1 -I % wp --url=% lamp cache flush
                ```

                Does that bring sites 2 to 6 back?
                """, then="waiting"),
        ),
    ),
    Story(
        "diego-white-page", "support", "White page!!!! please help", "en", "diego", 0, "05:48",
        entries=(
            wrote("diego", "", """
                hi i use lamp free for my photos and now all is white. i dont touch nothing i swear. it was
                working on sunday, then wordpress did the update alone in the night. my portfolio is for a job
                interview on thursday :( please
                """, empty_page("white.png")),
        ),
    ),
)
