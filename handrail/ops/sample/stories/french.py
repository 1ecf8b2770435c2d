"""Conversations in French, from Paris to Dakar and Montréal."""

from handrail.ops.sample.story import Story, became, noted, replied, took, wrote

# Letters keep the lay-out of letters:
# fmt: off

STORIES = (
    Story(
        "emil-charged-twice", "billing", "Prélevé deux fois ce mois-ci", "fr", "emil", 0, "07:20",
        tags=("refund", "invoice"), priority="high",
        entries=(
            wrote("emil", "", """
                Bonjour,

                Je vois deux paiements de 79 € le même jour, à deux minutes d’intervalle. Pouvez-vous vérifier
                ? Je n’ai qu’une seule licence, et une seule boutique.

                Merci d’avance, Emil, Atelier Brume
                """),
            took("ada", "25m"),
            noted("ada", "8m", """
                Two charges, one order: he pressed "Pay" again when the page hung. The second has no order
                behind it. @Cleo I can't refund charges without an order, can you?
                """),
            noted("cleo", "20m", """
                Done on the bank's side, he'll see it in three days. Please tell him, kindly, before he asks
                again.
                """),
            wrote("emil", "50m", """
                Re-bonjour, petite précision : ma banque me dit que le second est encore « en attente ». Cela
                aide peut-être ?
                """),
        ),
    ),
    Story(
        "lucie-second-shop", "support", "Ajouter une deuxième boutique", "fr", "lucie", 1, "10:40",
        tags=("pre-sales", "licence"),
        entries=(
            wrote("lucie", "", """
                Bonjour ! Nous ouvrons à Lille en janvier, avec un site à part pour la nouvelle adresse.
                Quelle formule nous conviendrait ? Aujourd’hui nous avons Pro pour un site.

                Lucie, Café Lumière
                """),
            took("ada", "1h 30m"),
            noted("ada", "4m", """
                Two Singles are 158, Studio is 149 for five. She doesn't know it yet, but she is about to save
                9 euros. Will write after lunch, a café will understand.
                """),
        ),
    ),
    Story(
        "bart-white-page", "support", "Page blanche depuis la 3.2, vernissage samedi",
        "fr", "bart", 6, "11:55",
        tags=("update", "Lamp 3.2", "KI-31"), priority="high",
        entries=(
            wrote("bart", "", """
                Bonjour,

                Depuis la mise à jour de ce matin, notre catalogue en ligne est d’un blanc immaculé. C’est
                très conceptuel, mais ce n’est pas l’exposition prévue. Vernissage samedi, 60 œuvres à
                montrer.

                Bart De Smet, Galerie Ostende
                """),
            took("cleo", "20m"),
            replied("cleo", "10m", """
                Bonjour Bart,

                Bel accrochage, mais je comprends que vous préfériez les œuvres. La 3.2 a déplacé ses modèles
                et le cache pointe encore vers l’ancien endroit. Pour tout retrouver :

                1. Lamp, puis Outils, puis « Vider le cache des modèles ».
                2. Rechargez le catalogue une fois, sans être connecté.

                Rien n’est perdu, ni images ni textes. Dites-moi si les 60 sont de retour ?
                """, then="waiting"),
            wrote("bart", "35m", """
                Les 60 sont là. Un visiteur a demandé si la page blanche était à vendre.
                """),
            replied("cleo", "8m", """
                Édition limitée : la correction définitive arrive mardi avec la 3.2.2. Beau vernissage !
                """, then="closed"),
        ),
    ),
    Story(
        "aminata-whatsapp", "support", "Bouton WhatsApp sous chaque tissu ?", "fr", "aminata", 5, "12:30",
        tags=("how-to",),
        entries=(
            wrote("aminata", "", """
                Bonjour, nos clientes commandent par WhatsApp, pas par panier. Est-ce que Lamp peut mettre
                sous chaque tissu un bouton qui ouvre la conversation avec la référence déjà écrite ?
                """),
            took("cleo", "1h"),
            replied("cleo", "15m", """
                Bonjour Aminata,

                Oui : dans le bloc Catalogue, « Action de la vignette », choisissez « Lien » et collez ceci
                avec votre numéro :

                ```
                https://wa.me/NUMERO?text=Bonjour,%20je%20voudrais%20le%20tissu%20{sku}
                ```

                `{sku}` est remplacé par la référence de chaque produit. Est-ce que vos références sont bien
                remplies dans WooCommerce ?
                """, then="waiting"),
            wrote("aminata", "1d", """
                Ça marche, trois commandes ce matin ! Par contre, sur le téléphone de ma tante, l’accent de «
                brodé » devient un losange.
                """),
            replied("cleo", "45m", """
                Trois commandes, quelle belle matinée ! Pour les accents, mettez `{title|url}` au lieu de
                `{title}` : le texte est alors encodé comme WhatsApp l’attend. Votre tante peut-elle réessayer
                ?
                """, then="waiting"),
        ),
    ),
    Story(
        "maude-quebec", "support", "Traduction : « courriel », pas « e-mail »", "fr", "maude", 6, "21:05",
        tags=("translation", "feature request"), snoozed_days=9,
        entries=(
            wrote("maude", "", """
                Bonjour l’équipe,

                J’adore Lamp, mais au Québec on dit « courriel », « magasiner » et « fin de semaine ». Mes
                clients pensent que ma boutique est à Lyon. Est-ce qu’un français canadien (fr_CA) est prévu ?
                Je peux relire, j’ai l’œil et l’hiver est long.
                """),
            took("cleo", "12h"),
            replied("cleo", "20m", """
                Bonjour Maude,

                Quelle offre ! Nous n’avions personne pour fr_CA. Si vous relisez, nous le publions : environ
                900 textes, dont 700 identiques au français de France. Je vous prépare la liste des 200 qui
                méritent votre œil.
                """, then="waiting"),
            wrote("maude", "5h", "Envoyez ça, je mets la bouilloire."),
            noted("cleo", "1h", """
                List comes from engineering after 3.2.2 is out, nobody has hands before that. Snoozed.
                """),
        ),
    ),
    Story(
        "emil-earlier-invoice", "billing", "Facture introuvable", "fr", "emil", 65, "15:15",
        tags=("invoice",),
        entries=(
            wrote("emil", "", """
                Bonjour, je ne retrouve pas la facture du renouvellement dans mon compte. Où se cache-t-elle ?
                """),
            took("ada", "30m"),
            replied("ada", "7m", """
                Bonjour Emil, elle se cache trop bien : lamp.example/account, onglet « Paiements », petite
                flèche à droite de la ligne. Je l’ai aussi jointe à votre compte sous « Documents ».
                """, then="waiting"),
            wrote("emil", "2h", "La petite flèche ! Trouvée. On pourrait la faire un peu moins timide."),
            replied("ada", "10m", """
                Transmis à l’équipe : « flèche, moins timide ». Bonne journée, Emil.
                """, then="closed"),
        ),
    ),
    Story(
        "aminata-fresh", "billing", "Paiement par Orange Money possible ?", "fr", "aminata", 0, "08:02",
        entries=(
            wrote("aminata", "", """
                Bonjour, je veux passer à Pro avant la Tabaski, mais ma carte est refusée à chaque fois.
                Est-ce que je peux payer par Orange Money ou par virement ?

                Merci, Aminata
                """),
        ),
    ),
    Story(
        "bart-artist-names", "support", "Trier les artistes par nom de famille", "fr", "bart", 33, "14:35",
        tags=("how-to",),
        entries=(
            wrote("bart", "", """
                Bonjour, dans la liste des artistes, « De Smet » est rangé à D et « van der Goten » à V. En
                Belgique, c’est le début d’une longue discussion. Peut-on choisir ?
                """),
            took("cleo", "3h"),
            replied("cleo", "12m", """
                Bonjour Bart, on peut, et la Belgique reste unie : dans « Tri », choisissez « Champ » et
                indiquez `sort_name`. Vous écrivez alors « Smet, De » ou « De Smet » artiste par artiste.
                """, then="waiting"),
            wrote("bart", "1d", "Parfait. J’ai mis tout le monde d’accord, sauf mon cousin."),
            became("cleo", "40m", "closed"),
        ),
    ),
)
