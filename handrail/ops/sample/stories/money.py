"""Licences, invoices and refunds, in English."""

from handrail.ops.sample.story import Story, assigned, became, noted, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "nell-staging", "support", "Can I use one licence on a staging site?", "en", "nell", 0, "07:50",
        tags=("licence",),
        entries=(
            wrote("nell", "", """
                Hello again,

                we keep a copy of the shop for testing and would rather not buy twice. The copy lives at
                `test.harbourbooks.example`. When I put our key in there, it says "1 of 1 sites used". Is
                there a trick, or a rule I should know?

                Nell, Harbour Books
                """),
            took("ada", "55m"),
            noted("ada", "2m", """
                Staging is free, but `test.` is not on the list of names we recognise (`staging.`, `dev.`,
                `.test`). @Ben can we add it? Third time this month.
                """),
            noted("ben", "35m", """
                Added for 3.2.2. Until then you can mark the site as staging in the shop by hand.
                """),
        ),
    ),
    Story(
        "kestrel-26th-site", "billing", "26th site on an Agency licence", "en", "priya", 20, "15:30",
        tags=("licence",),
        entries=(
            wrote("priya", "", """
                Hi, we're at 25 of 25 and win a new client on Monday. The next size up would be 50 sites,
                which is 24 more than we need. Any step between?
                """),
            took("ben", "1h"),
            replied("ben", "20m", """
                Hi Priya, congratulations on the client. No step between, but look at your list first:
                `old-kestrel.example` and two more have not called home for 14 months. Release those under
                lamp.example/account and you are at 22.
                """, then="waiting"),
            wrote("priya", "30m", "Ha, three ghosts. Released. Most vendors would have sold me the 50."),
            replied("ben", "6m", """
                We'd rather sell it to you when you have 26 living ones. Good luck on Monday!
                """, then="closed"),
        ),
    ),
    Story(
        "grace-bought-twice", "billing", "Refund please, I bought it twice", "en", "grace", 36, "09:00",
        tags=("refund",),
        entries=(
            wrote("grace", "", """
                Hello, my colleague and I both bought Lamp Pro for the same shop on the same morning. We are
                now very well lit. Could you refund one of them? The order under my name can go.
                """),
            took("ada", "45m"),
            replied("ada", "10m", """
                Hi Grace, that's a bright office. Your order is refunded (79 €, back on the card in 3 to 5
                working days), and the key on it is switched off. Your colleague's stays as it is. Please tell
                each other hello from me.
                """, then="closed"),
            wrote("grace", "2d", "Money has arrived, and we have introduced ourselves. Thank you!"),
            became("ada", "1h", "closed"),
        ),
    ),
    Story(
        "museum-purchase-order", "billing", "Can you take a purchase order?", "en", "ruth", 10, "11:20",
        tags=("invoice",),
        entries=(
            wrote("ruth", "", """
                Dear Lamp billing,

                the museum cannot pay by card. Can we send a purchase order and pay your invoice within 30
                days by bank transfer? Studio plan, one year.

                Kind regards, Ruth Adeyemi
                """),
            took("ada", "1h 15m"),
            replied("ada", "20m", """
                Dear Ruth, yes, for the Studio and Agency plans. Please send the purchase order with its
                number, the billing address and your VAT number to this address; you'll get the invoice the
                same day, and the licence starts right away, not when the money arrives.
                """, then="waiting"),
            wrote("ruth", "3d", """
                Thank you. Procurement is gathering signatures; it may take a few days (there are four).
                """),
            replied("ada", "25m", """
                No hurry at all. Your current licence runs for another five weeks.
                """, then="waiting"),
        ),
    ),
    Story(
        "henrik-vat", "billing", "VAT on the invoice, we are in Norway", "en", "henrik", 29, "09:40",
        tags=("invoice", "VAT"),
        entries=(
            wrote("henrik", "", """
                Hi, the last invoice has 22 % VAT on it. Fjordlys is a registered company in Norway, so I
                think it should be without. Our organisation number is in the footer of our site. Could you
                make a new one?
                """),
            assigned("ben", "30m", "ada"),
            noted("ben", "1m", "@Ada you know the rules outside the EU better than I do."),
            replied("ada", "2h", """
                Hi Henrik, you're right: for a company outside the EU the invoice goes out without our VAT.
                I've cancelled the old one with a credit note and made a new one; both are in your account.
                17.38 € come back to your card.

                Your number is saved now, so the next one will be right by itself.
                """, then="waiting"),
            wrote("henrik", "4h", "Both found. My accountant smiled, which happens twice a year."),
            became("ada", "20m", "closed"),
        ),
    ),
    Story(
        "kestrel-card-expired", "billing", "Card expired, will the shops go dark?",
        "en", "marcus", 0, "04:30",
        entries=(
            wrote("marcus", "", """
                Got your mail that the renewal failed: the company card expired last week and the new one is
                somewhere in the post. Do the galleries stop if we're a few days late? After last week I'd
                like to not explain another white page to anyone.

                Marcus
                """),
        ),
    ),
    Story(
        "mei-company-name", "billing", "Invoice shows our old company name", "en", "mei", 16, "04:05",
        tags=("invoice",),
        entries=(
            wrote("mei", "", """
                Hi, we became "Orchid Lane Pte. Ltd." in spring; the invoice still says "Tan & Daughters". My
                mother says keep it, the tax office says don't.
                """),
            took("ben", "5h"),
            replied("ben", "15m", """
                Hi Mei, the tax office wins this one, with apologies to your mother. New invoice is in your
                account, old one cancelled. For future ones the name is changed too.
                """, then="waiting"),
            wrote("mei", "16h", "Received, thank you. She has framed the old one."),
            became("ben", "3h", "closed"),
        ),
    ),
    Story(
        "tomasz-late-refund", "billing", "Refund after 41 days?", "en", "tomasz", 40, "18:10",
        tags=("refund",),
        entries=(
            wrote("tomasz", "", """
                Hello, I know it's 30 days and I'm at 41. I bought Agency by mistake and meant Studio; I only
                have 6 sites. I noticed when I did the books. If it's too late, I understand.
                """),
            took("ada", "14h"),
            noted("ada", "5m", """
                @Cleo eleven days over. He uses 6 of 25, so Studio doesn't fit (5), Agency is too much. I'd
                refund the difference and let him run six sites on Studio until renewal. OK?
                """),
            noted("cleo", "40m", """
                OK. You needn't ask me under 200 €. Say clearly it's an exception and what happens at renewal.
                """),
            replied("ada", "6m", """
                Hi Tomasz, thank you for being so straight about it. As an exception I've moved you to Studio
                and refunded the difference of 150 €. Your sixth site may stay until the renewal; by then
                please choose five, or Agency.
                """, then="waiting"),
            wrote("tomasz", "1h", "I did not expect a yes. Five it will be. Dziękuję bardzo!"),
            became("ada", "10m", "closed"),
        ),
    ),
)
