"""How do I …? Questions that end with somebody knowing more; in English."""

from handrail.ops.sample.story import Story, became, noted, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "henrik-alt-texts", "support", "Alt texts for 900 photos, without losing my mind",
        "en", "henrik", 23, "14:20",
        tags=("how-to", "accessibility"),
        entries=(
            wrote("henrik", "", """
                A customer who uses a screen reader told us our galleries say "image, image, image". He is
                right. Is there a way to write alt texts for many pictures at once?
                """),
            took("ada", "50m"),
            replied("ada", "12m", """
                Hi Henrik, good of him to say so, and of you to act on it.

                1. Lamp, Pictures, switch to "List".
                2. Press "Edit texts". You get one line per picture, and Tab goes to the next.
                3. Or press "Export", write in a spreadsheet, and "Import" the same file: only the alt column
                is changed.

                Two tips: describe what matters in *this* gallery, and leave it empty for pure decoration.
                """, then="waiting"),
            wrote("henrik", "6d", """
                Done. 900 pictures, three evenings, two pots of coffee. He wrote back that he "saw" the aurora
                for the first time. So, thank you.
                """),
            noted("ada", "30m", """
                This one made my day. @Cleo may I share it in the sync? With his permission, of course.
                """),
            replied("ada", "5m", """
                Henrik, that went round our whole office. Thank you for telling us.
                """, then="closed"),
        ),
    ),
    Story(
        "forum-grid-gap", "support", "[Forum] How do I change the gap in the grid?",
        "en", "liam", 31, "20:15",
        tags=("forum", "Lamp Free", "how-to"),
        entries=(
            wrote("liam", "", """
                Free version. I want 4 px between the pictures instead of 16. Is that Pro only?
                """),
            took("ben", "14h"),
            replied("ben", "6m", """
                Not Pro only! Select the grid block, open "Style" in the sidebar, and set "Gap" to 4. If your
                theme is older and the panel is missing, this does the same:

                ```
                .lamp-grid { --lamp-gap: 4px; }
                ```
                """, then="waiting"),
            wrote("liam", "3h", "Was in front of me all along. Cheers!"),
            became("ben", "20m", "closed"),
        ),
    ),
    Story(
        "grace-slow-gallery", "support", "Gallery with 2,000 pictures is slow on mobile data",
        "en", "grace", 9, "08:30",
        tags=("performance", "how-to"),
        entries=(
            wrote("grace", "", """
                Hello, our print catalogue has about 2,000 pictures on one page. On fibre it is fine, but most
                of our customers are on mobile data and they give up. What is the best setting?
                """),
            took("ben", "2h"),
            replied("ben", "20m", """
                Hi Grace, 2,000 on one page is brave! Three settings, in order of effect:

                1. Grid, Paging: "Load more", 40 at a time.
                2. Pictures, Sizes: "Serve what fits the screen" and WebP.
                3. Grid, Loading: "Only what is near".

                Before and after numbers from a phone would interest me, if you have five minutes.
                """, then="waiting"),
            wrote("grace", "2d 4h", """
                Before: 38 MB, 41 seconds. After: 1.9 MB, 4 seconds. My brother upcountry opened it on the bus
                and ordered a giraffe.

                One question left: can "Load more" remember where the customer was, when they come back from a
                product?
                """),
            noted("ben", "1h", """
                1.9 from 38, what a before-and-after for the docs. Asking her if we may use it.
                """),
            replied("ben", "4m", """
                A giraffe by bus, wonderful. Yes: Grid, Paging, "Keep the place". It's off by default because
                it needs a cookie-free bit of browser storage that some shops have to mention in their privacy
                text.

                May we quote your two numbers in our guide to fast galleries?
                """, then="waiting"),
        ),
    ),
    Story(
        "priya-own-badge", "support", "Filter to add our own badge to a tile?", "en", "priya", 18, "16:05",
        tags=("developer", "how-to"),
        entries=(
            wrote("priya", "", """
                Hi, we'd like to show "Made in Ohio" on some tiles, depending on a product tag. I found
                `lamp_tile_html` but replacing the whole markup feels wrong. Is there something smaller?
                """),
            took("ben", "35m"),
            replied("ben", "14m", """
                Hi Priya, your feeling is right, there's `lamp_tile_badges`, and it is escaped for you:

                ```
                add_filter( 'lamp_tile_badges', function ( array $badges, WP_Post $item ): array {
                    if ( has_term( 'ohio', 'product_tag', $item ) ) {
                        $badges[] = __( 'Made in Ohio', 'kestrel' );
                    }
                    return $badges;
                }, 10, 2 );
                ```

                Available since 3.0 and, I just noticed, missing in the docs. I've fixed that.
                """, then="waiting"),
            wrote("priya", "50m", """
                Perfect, five lines. And docs within the hour, that's how to win a developer's heart.
                """),
            became("ben", "10m", "closed"),
        ),
    ),
    Story(
        "tomasz-logo", "support", "Can you also make our logo bigger?", "en", "tomasz", 27, "13:00",
        tags=("out of scope",), priority="low",
        entries=(
            wrote("tomasz", "", """
                Hello, the gallery is great. One more thing: the logo at the top of our page is too small. My
                wife says since three months. Can you make it bigger?
                """),
            took("ben", "2h"),
            replied("ben", "7m", """
                Hi Tomasz, the logo belongs to your theme, so it's outside what we can support, but I won't
                stand between you and your wife: Appearance, Customise, Site identity, slider "Logo width". If
                the slider is missing, the theme's own forum is the right door.
                """, then="waiting"),
            wrote("tomasz", "40m", "220 pixels. There is peace in the house. Dziękuję!"),
            became("ben", "5m", "closed"),
        ),
    ),
)
