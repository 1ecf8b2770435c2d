"""Conversations in Romanian; Dora's is the one that every picture of Handrail shows."""

from handrail.ops.sample.files import debug_log, empty_page
from handrail.ops.sample.story import Story, became, noted, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "dora-white-page", "support", "Lampa nu mai pornește după actualizarea la 3.2",
        "ro", "dora", 0, "08:14",
        tags=("update", "Lamp 3.2"), priority="high",
        entries=(
            wrote("dora", "", """
                Bună ziua,

                De când am actualizat pluginul la 3.2, pagina de produse rămâne albă. Am golit memoria cache
                și am oprit celelalte pluginuri, dar nu s-a schimbat nimic. Mâine la 9 începe o campanie, așa
                că un răspuns astăzi ne-ar ajuta mult.

                Mulțumesc, Dora
                """, empty_page("pagina-alba.png"),
                debug_log("lamp-debug.log", "TemplateNotFound: lamp/grid.php (cached 3.1.4)",
                    version="3.2.0", length=290)),
            took("ada", "35m"),
            replied("ada", "3m", """
                Bună, Dora. Îmi pare rău pentru pagina albă, mai ales înaintea campaniei. Din jurnal văd că
                3.2 caută un șablon care s-a mutat. Ce temă și ce versiune de PHP folosiți?
                """),
            noted("ben", "18m", """
                @Ada same trace as known issue KI-31: the template cache keeps the old path. Emptying
                `wp-content/cache/lamp` brings the page back. The real fix is in 3.2.2, out on Tuesday.
                """),
            wrote("dora", "55m", """
                Tema este Nordlicht 5.1, iar PHP este 8.3. Am găsit și asta în consolă:

                ```
                TemplateNotFound: lamp/grid.php (cached 3.1.4)
                ```

                Este ceva ce pot face singură până mâine?
                """),
        ),
    ),
    Story(
        "dora-licence-move", "support", "Mutarea licenței pe alt domeniu", "ro", "dora", 47, "10:20",
        tags=("licence",),
        entries=(
            wrote("dora", "", """
                Bună ziua, un client își schimbă domeniul săptămâna viitoare. Trebuie să cumpăr o licență nouă
                sau o pot muta pe cea veche?
                """),
            took("ada", "1h"),
            replied("ada", "9m", """
                Bună, Dora. O mutați, nu o cumpărați din nou:

                1. În contul Lamp, la „Site-uri”, apăsați „Eliberează” lângă domeniul vechi.
                2. Pe site-ul nou introduceți aceeași cheie.

                Galeriile rămân funcționale și în zilele dintre cei doi pași, așa că nu vă grăbiți.
                """, then="waiting"),
            wrote("dora", "6d", "A mers din prima, în pauza de cafea. Mulțumesc!"),
            became("ada", "20m", "closed"),
        ),
    ),
    Story(
        "dora-tax-number", "billing", "Factură cu codul nostru fiscal", "ro", "dora", 120, "14:02",
        tags=("invoice",),
        entries=(
            wrote("dora", "", """
                Bună ziua, pe ultima factură lipsește codul fiscal al firmei (RO 00000000, Nordlicht Studio
                SRL). Ne puteți trimite una corectată? Contabila noastră nu glumește cu astfel de lucruri.
                """),
            took("ada", "40m"),
            replied("ada", "15m", """
                Bună, Dora. Nici noi nu glumim cu contabilele. Factura corectată este în cont, iar codul
                fiscal apare de acum înainte pe toate.
                """, then="closed"),
        ),
    ),
    Story(
        "dora-three-columns", "support", "Grila arată trei coloane, nu patru", "ro", "dora", 260, "11:48",
        tags=("how-to",),
        entries=(
            wrote("dora", "", """
                Bună, am setat grila pe patru coloane, dar pe laptopul clientului se văd doar trei. La mine
                sunt patru. Cine are dreptate?
                """),
            took("ben", "2h"),
            replied("ben", "12m", """
                Bună, Dora. Amândoi! La „Coloane” se stabilește numărul maxim, iar sub 1.280 de pixeli grila
                trece la trei, ca imaginile să nu devină timbre. Dacă vreți patru și acolo, puneți „Lățimea
                minimă a unei imagini” pe 200.
                """, then="waiting"),
            wrote("dora", "50m", "Clientul vede patru și e mulțumit. Eu le vedeam de la început. :)"),
            became("ben", "1h", "closed"),
        ),
    ),
    Story(
        "ana-before-buying", "support", "Întrebare înainte de cumpărare: magazin cu plante",
        "ro", "ana", 3, "16:25",
        tags=("pre-sales",),
        entries=(
            wrote("ana", "", """
                Bună ziua! Avem o seră și vindem cam 400 de plante. Ne-ar plăcea un catalog care să se poată
                filtra după lumină, udare și „nu o mănâncă pisica”. Poate Lamp așa ceva și ce variantă ne-ar
                trebui?
                """),
            took("ada", "55m"),
            replied("ada", "14m", """
                Bună ziua, Ana! Poate, inclusiv filtrul cu pisica: orice etichetă a unui produs poate deveni
                filtru. Pentru un singur magazin ajunge varianta Pro Single, 79 € pe an.

                Vă propun să începeți cu Lamp Free, care are deja grila; filtrele le puteți încerca 30 de zile
                și primiți banii înapoi dacă nu se potrivește. Ce temă folosiți? Verific eu dacă merg
                împreună.
                """, then="waiting"),
        ),
    ),
    Story(
        "radu-proforma", "billing", "Proformă pentru două librării", "ro", "radu", 0, "06:40",
        entries=(
            wrote("radu", "", """
                Bună dimineața,

                Avem două librării cu site-uri separate și am dori o factură proformă pentru un an, ca să
                putem plăti prin bancă. Este mai avantajos să luăm două licențe simple sau una pentru cinci
                site-uri?

                Cu stimă, Radu Ionescu
                """),
        ),
    ),
    Story(
        "elena-diacritics", "support", "Traducerea în română: „ş” în loc de „ș”", "ro", "elena", 6, "12:12",
        tags=("translation",), snoozed_days=3,
        entries=(
            wrote("elena", "", """
                Bună ziua, o observație de fostă profesoară: în panoul de administrare apar „ş” și „ţ” cu
                sedilă în loc de „ș” și „ț” cu virguliță. În unele fonturi se vede ca un cuvânt cu un dinte
                lipsă. Pot ajuta la corectare?
                """),
            took("ada", "2h"),
            replied("ada", "10m", """
                Bună ziua, Elena! Aveți dreptate, iar comparația cu dintele lipsă o păstrez. Sunt 64 de texte;
                vă trimit acces la proiectul de traducere, iar corecturile intră în versiunea următoare, cu
                numele dumneavoastră la mulțumiri.
                """, then="waiting"),
            wrote("elena", "1d 3h", "Am corectat 41 până acum. Restul după week-end, sunt la nepoți."),
            noted("ada", "1h", """
                Snoozed until her grandchildren have had enough. Then merge the file for 3.2.2 or 3.2.3.
                """),
        ),
    ),
)
