"""Conversations in Slovenian: the company's neighbours."""

from handrail.ops.sample.story import Story, became, noted, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "svetilka-invoice", "billing", "Kje najdem račun za september?", "sl", "matej", 0, "09:05",
        tags=("invoice",),
        entries=(
            wrote("matej", "", """
                Lep pozdrav, računovodstvo potrebuje račun z našo davčno številko, najraje še danes, ker
                oddajamo DDV. V Lampovem računu vidim samo potrdilo o plačilu.

                Matej Zupan, Studio Svetilka
                """),
            took("ada", "12m"),
        ),
    ),
    Story(
        "gregor-honey", "support", "Med ni rumen", "sl", "gregor", 21, "19:10",
        tags=("how-to",),
        entries=(
            wrote("gregor", "", """
                Pozdravljeni, sem čebelar in ne računalničar. V galeriji je moj cvetlični med videti siv, na
                telefonu pa je lepo zlat. Ali Lamp spreminja barve? Kupci sprašujejo, ali je pokvarjen.
                """),
            took("ada", "13h"),
            replied("ada", "15m", """
                Pozdravljeni, gospod Pirc! Lamp barv ne spreminja, je pa fotoaparat sliko shranil v barvnem
                prostoru Adobe RGB, ta pa v brskalnikih rad posivi. Rešitev:

                1. Lamp, Slike, Velikosti.
                2. Vključite »Pretvori barve za splet (sRGB)«.
                3. Pritisnite »Ustvari znova«.

                Čez nekaj minut bo med spet zlat.
                """, then="waiting"),
            wrote("gregor", "1d 2h", """
                Zlat je! Žena pravi, da je zdaj videti celo boljši kot v kozarcu. Če pridete mimo Radovljice,
                vas čaka kozarec.
                """),
            replied("ada", "30m", "To si bom zapomnila. Lepo se imejte vi in čebele!", then="closed"),
        ),
    ),
    Story(
        "tina-before-buying", "support", "Lamp za portfelj ilustracij?", "sl", "tina", 4, "20:30",
        tags=("pre-sales",),
        entries=(
            wrote("tina", "", """
                Živjo! Sem ilustratorka in bi rada na strani pokazala kakih 80 risb, od tega nekaj zelo
                visokih (strip). Ali jih Lamp obreže na kvadrat? Tega namreč moje žirafe ne prenesejo.
                """),
            took("ada", "13h"),
            replied("ada", "10m", """
                Živjo, Tina! Žirafe so varne: izberite postavitev »Zidak«, ta ohrani višino vsake slike in nič
                ne obreže. To zna že brezplačni Lamp. Pro bi potrebovali šele za zaščito slik z vodnim žigom
                ali za prodajo odtisov.

                Ali boste odtise tudi prodajali?
                """, then="waiting"),
        ),
    ),
    Story(
        "mojca-dual", "support", "Dvojina v košarici: »2 izdelki«", "sl", "mojca", 3, "10:50",
        tags=("translation", "bug"),
        entries=(
            wrote("mojca", "", """
                Pozdravljeni, v košarici piše »2 izdelki« namesto »2 izdelka«. Vem, da je dvojina naša
                posebnost, ampak sosedje iz Ljubljane bi jo lahko poznali. ;)

                Mojca, Studio Svetilka
                """),
            took("ada", "25m"),
            replied("ada", "10m", """
                Pozdravljena, Mojca. Ujeli ste nas, in to na domačem terenu. Prevod ima samo dve obliki
                namesto štirih. Popravek je oddan in pride z 3.2.2, v torek. Do takrat vam lahko pošljem
                datoteko s prevodom, če vas preveč boli?
                """, then="waiting"),
            wrote("mojca", "15m", "Boli, a bom zdržala do torka. Hvala!"),
            noted("ada", "5m", """
                Waiting for 3.2.2. Cleo, yes, Slovenian really has a form just for two things. It's romantic.
                """),
            became("ada", "1m", "others"),
        ),
    ),
    Story(
        "svetilka-licence-key", "support", "Ključ licence po menjavi strežnika", "sl", "mojca", 38, "08:55",
        tags=("licence",),
        entries=(
            wrote("mojca", "", """
                Pozdravljeni, stran smo preselili na nov strežnik, domena je ista. Lamp zdaj trdi, da je
                licenca »uporabljena drugje«. Kaj naj naredim?
                """),
            took("ben", "1h"),
            replied("ben", "10m", """
                Pozdravljeni, Mojca. Ključ si zapomni tudi strežnik. V nastavitvah Lampa pritisnite »Odjavi«
                in nato »Prijavi«; število strani ostane enako. (Slovensko pišem s pomočjo prevajalnika in
                Ade, oprostite za morebitno dvojino.)
                """, then="waiting"),
            wrote("mojca", "20m", "Deluje! In dvojine v sporočilu sploh ni bilo, torej brez napake. :)"),
            became("ben", "10m", "closed"),
        ),
    ),
    Story(
        "gregor-honey-jars", "support", "Kozarci različnih velikosti", "sl", "gregor", 0, "06:15",
        entries=(
            wrote("gregor", "", """
                Dobro jutro, spet jaz, čebelar. Isti med prodajam v treh kozarcih. Ali se da v galeriji
                pokazati eno samo sliko z izbiro velikosti, ali moram vse trikrat slikati? Vnuk trdi, da se
                da, pa ne ve, kje.

                Lep pozdrav, Gregor Pirc
                """),
        ),
    ),
)
