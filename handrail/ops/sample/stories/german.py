"""Conversations in German."""

from handrail.ops.sample.story import Story, became, noted, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "greta-white-page", "support", "Weißwein ja, weiße Seite nein", "de", "greta", 6, "09:25",
        tags=("update", "Lamp 3.2", "KI-31"), priority="high",
        entries=(
            wrote("greta", "", """
                Guten Morgen,

                seit dem Update auf 3.2 heute früh ist unsere Weinliste leer. Also nicht ausverkauft, das wäre
                ja schön, sondern weiß. Die Hofseite geht, nur die Seiten mit dem Lamp-Raster nicht. Haben wir
                etwas falsch gemacht?

                Herzliche Grüße aus der Pfalz, Greta Sommer
                """),
            took("ben", "20m"),
            replied("ben", "25m", """
                Guten Morgen, Frau Sommer,

                Sie haben gar nichts falsch gemacht, das waren wir: 3.2 hat Vorlagen verschoben, und der
                Zwischenspeicher sucht sie noch am alten Ort. So kommt der Wein zurück:

                1. Lamp, Werkzeuge, „Vorlagen-Cache leeren“.
                2. Die Weinliste einmal neu laden, am besten abgemeldet.

                Klappt es?
                """, then="waiting"),
            wrote("greta", "30m", """
                Alles wieder da, vom Riesling bis zum Trester. Das ging schneller als eine Flasche öffnen.
                """),
            replied("ben", "5m", """
                Dann zum Wohl! Am Dienstag kommt mit 3.2.2 die endgültige Korrektur.
                """, then="closed"),
        ),
    ),
    Story(
        "jonas-privacy", "support", "Datenschutz: Lädt Lamp Schriften von fremden Servern?",
        "de", "jonas", 4, "14:10",
        tags=("privacy",),
        entries=(
            wrote("jonas", "", """
                Grüezi mitenand

                Unser Anwalt möchte wissen, ob Lamp beim Aufruf einer Galerie Daten an Dritte sendet
                (Schriften, Karten, Statistik). Können Sie mir das schriftlich geben?

                Jonas Keller, Keller Holz
                """),
            took("cleo", "2h"),
            replied("cleo", "20m", """
                Grüezi Herr Keller

                Gern schriftlich: Lamp lädt beim Aufruf einer Galerie nichts von fremden Servern, weder
                Schriften noch Statistik. Eine Ausnahme haben Sie selbst in der Hand: Wenn Sie ein Video von
                einer Plattform einbetten, fragt dieses dort an. Mit „Erst nach Klick laden“ geschieht auch
                das erst mit Zustimmung.

                Zur Lizenzprüfung meldet sich einmal täglich Ihr Server (nicht der Besucher) bei uns, mit
                Schlüssel, Adresse der Seite und Version. Reicht das Ihrem Anwalt so?
                """, then="waiting"),
        ),
    ),
    Story(
        "greta-age-gate", "support", "Altersabfrage vor der Weinliste", "de", "greta", 41, "16:40",
        tags=("how-to",),
        entries=(
            wrote("greta", "", """
                Hallo, gibt es in Lamp eine Altersabfrage? Oder müssen wir jeden Besucher persönlich
                anschauen?
                """),
            took("ben", "1h"),
            replied("ben", "8m", """
                Hallo Frau Sommer, persönlich wäre charmanter, aber es geht auch so: Block „Hinweis davor“,
                Vorlage „Ab 16 / ab 18“. Ob eine Selbstauskunft bei Ihnen genügt, sagt Ihnen am besten Ihr
                Verband; da möchte ich nicht raten.
                """, then="waiting"),
            wrote("greta", "1d 1h", """
                Der Verband sagt ja. Läuft! Meine Mutter musste auch bestätigen, sie war geschmeichelt.
                """),
            became("ben", "30m", "closed"),
        ),
    ),
    Story(
        "jonas-quote", "billing", "Offerte für drei Jahre", "de", "jonas", 7, "10:30",
        tags=("pre-sales", "invoice"), snoozed_days=2,
        entries=(
            wrote("jonas", "", """
                Guten Tag, wir würden Lamp Studio gern gleich für drei Jahre bezahlen, wenn es dafür einen
                besseren Preis gibt. Bitte um eine Offerte in Franken.
                """),
            took("ada", "1h 20m"),
            noted("ada", "3m", "@Olga do we do three years? And francs?"),
            noted("olga", "4h", """
                Three years at 10 % off is fine for Studio. Francs: our bank account for them opens this week.
                Tell him honestly, please, and wait for it.
                """),
            replied("ada", "15m", """
                Guten Tag, Herr Keller, drei Jahre sind möglich, mit 10 % Nachlass: 402.30 € statt 447 €. Für
                Franken brauchen wir noch einige Tage, weil das Konto gerade eröffnet wird. Ich melde mich mit
                der Offerte, sobald es so weit ist, und Sie müssen nicht nachfragen.
                """),
            wrote("jonas", "3h", "Passt, merci. Bei Holz braucht es auch immer etwas Zeit."),
        ),
    ),
    Story(
        "greta-harvest", "support", "Jahrgänge im Filter verkehrt herum", "de", "greta", 0, "07:58",
        entries=(
            wrote("greta", "", """
                Guten Morgen, eine Kleinigkeit: Im neuen Filter stehen die Jahrgänge von alt nach jung. Unsere
                Gäste suchen aber fast immer den neuen Wein und scrollen sich einen Wolf. Kann man das
                umdrehen?

                Herzliche Grüße, Greta Sommer
                """),
        ),
    ),
)
