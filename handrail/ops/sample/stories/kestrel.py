"""An agency with 22 shops in the week of Lamp 3.2: the longest thread, and what came after it."""

from handrail.ops.sample.files import debug_log
from handrail.ops.sample.story import Story, assigned, became, noted, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "kestrel-fourteen-shops", "support", "14 client shops white after 3.2, one of them on TV tonight",
        "en", "marcus", 7, "15:02",
        tags=("update", "Lamp 3.2", "KI-31", "agency"), priority="urgent",
        entries=(
            wrote("marcus", "", """
                Hi team,

                we auto-update Lamp on the 22 shops we look after. Since this morning 14 of them show a blank
                page wherever there is a Lamp grid. One client is on an evening TV show tonight at 8 Central,
                so I'm going to be very popular in about twelve hours.

                Log from one of them attached. What do you need from me?

                Marcus, Kestrel Digital
                """, debug_log("shop-07-lamp.log", "TemplateNotFound: lamp/grid.php (cached 3.1.4)",
                    version="3.2.0")),
            took("ben", "6m"),
            replied("ben", "9m", """
                Hi Marcus, that log is all I need, thank you. I'm on this and nothing else until you are back
                up.

                3.2 moved the templates, and the cache of 3.1.4 still points to the old place. Please try this
                on the TV client first:

                ```
                wp lamp cache flush
                rm -rf wp-content/cache/lamp
                ```

                Then open any page with a grid once, signed out. Tell me what you see, even if it is "still
                white".
                """, then="waiting"),
            wrote("marcus", "14m", """
                TV client is back!! You have no idea. Doing the other 13 now.
                """),
            noted("ben", "5m", """
                @Cleo this is not one strange host. Same trace as three posts in the forum. I can make
                it happen on a clean site: install 3.1.4, open a grid, update to 3.2.0 with a persistent
                object cache. Steps are in the tracker, I called it KI-31.
                """),
            noted("cleo", "11m", """
                Thanks, Ben. I've told engineering and put KI-31 on the known-issues page. Until there's a
                fix: workaround in the first reply, no asking people for logs we already understand.
                """),
            wrote("marcus", "48m", """
                12 of 13 fine. Number 13 goes white again after about ten minutes. It's on a host with Redis,
                if that helps.
                """),
            replied("ben", "20m", """
                It does help: Redis hands the old path back after we delete it. On that one, please add this
                line to `wp-config.php`, above "That's all, stop editing":

                ```
                define( 'LAMP_TEMPLATE_CACHE', false );
                ```

                Grids will take roughly 20 ms longer. Nobody will notice, and you can remove it with the fix.
                """, then="waiting"),
            wrote("marcus", "31m", """
                Holding for half an hour now. All 22 green. I'm going to eat a sandwich.
                """),
            replied("ben", "4m", """
                Best sandwich of the week. Good luck tonight, and write here if anything at all looks odd: I
                have put your name on the on-call sheet until the show is over.
                """, then="others"),
            wrote("marcus", "23h", """
                The show went out, the shop took 9,000 visitors in 20 minutes and did not blink. The client
                thinks we are geniuses. Two questions: when is the real fix, and how do I stop auto-updates of
                *only* Lamp?
                """),
            replied("ben", "35m", """
                Geniuses confirmed.

                1. The fix is 3.2.2, planned for Tuesday. 3.2.1 comes first and repairs the slider, **not**
                this.
                2. To hold back only Lamp, put this into a small must-use plugin:

                ```
                add_filter( 'auto_update_plugin', function ( $update, $item ) {
                    return 'lamp-pro/lamp.php' === $item->plugin ? false : $update;
                }, 10, 2 );
                ```

                I'll write to you myself when 3.2.2 is out.
                """, then="others"),
            noted("cleo", "2h", """
                For the review after 3.2.2: Kestrel alone runs 22 sites on auto-update. We should have rolled
                3.2 out in stages. I'll bring it up in the sync; Marcus is happy to be quoted.
                """),
            wrote("marcus", "1d 3h", """
                Filter is in, works. No need to answer, go fix things. And if you need a tester with Redis for
                3.2.2, site 13 volunteers.
                """),
            noted("ben", "12m", """
                Taking him up on that: asked engineering for the 3.2.2 candidate for site 13.
                """),
            became("ben", "1m", "others"),
        ),
    ),
    Story(
        "kestrel-thirteen-candidate", "support", "Site 13 and the 3.2.2 candidate", "en", "priya", 1, "17:20",
        tags=("Lamp 3.2", "KI-31", "agency"),
        entries=(
            wrote("priya", "", """
                Hi Ben, Marcus said you might have a candidate of 3.2.2 for our Redis site. I run the deploys,
                so please send it to me. We have a staging copy with the same Redis set-up; I'd try it there
                first, if that tells you enough.

                Priya
                """),
            assigned("cleo", "20m", "ben"),
            replied("ben", "1h 15m", """
                Hi Priya, staging first is exactly right. The candidate arrives from our build tonight. What
                would help most: update from 3.1.4 (not from 3.2.1), with a warm cache, and then ten minutes
                of clicking around.
                """),
            wrote("priya", "14h", """
                Done, three times: 3.1.4 to candidate, warm cache, Redis on. No white page. One warning in the
                PHP log:

                ```
                PHP Warning:  Undefined array key "locale" in lamp-pro/src/Cache/Key.php on line 88
                ```

                Harmless as far as I can see, the page is fine.
                """),
        ),
    ),
)
