"""What visitors of the sample ask the assistant, and what mostly becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.assistant.models import Because


@dataclass(frozen=True)
class Question:
    """A question, the article that answers it ("" where there is none), and how often it is asked.

    Of a hundred who get that article `helped` say that it helped and `silent` say nothing. `why` is the
    reason for which it goes to a person when it does.
    """

    language: str
    words: str
    slug: str = ""
    weight: int = 4
    helped: int = 45
    silent: int = 25
    why: Because = Because.UNHELPED


QUESTIONS = (
    Question("en", "The page is white since I updated. What now?", "white-page-after-an-update", 9, 52, 22),
    Question("fr", "La page est blanche depuis la mise à jour", "white-page-after-an-update", 5, 50, 24),
    Question("ro", "Pagina a rămas albă după actualizare", "white-page-after-an-update", 5, 54, 20),
    Question("ru", "После обновления белая страница", "white-page-after-an-update", 4, 48, 30),
    Question("sl", "Po posodobitvi je stran bela", "white-page-after-an-update", 2, 40, 32),
    Question("ar", "الصفحة بيضاء بعد التحديث", "white-page-after-an-update", 2, 44, 34),
    Question("en", "How do I install Lamp?", "install-lamp", 7, 64, 24),
    Question("fr", "Comment installer Lamp ?", "install-lamp", 3, 60, 26),
    Question("en", "Can I go back to the version before?", "update-lamp-safely", 4, 40, 24),
    Question("en", "Only grey tiles where the pictures should be", "pictures-do-not-load", 6, 46, 26),
    Question("ro", "Imaginile nu se încarcă în galerie", "pictures-do-not-load", 3, 46, 24),
    Question("en", "Where do I put a template of my own?", "how-templates-are-found", 5, 18, 34),
    Question("en", "Two columns on a phone, please", "columns-on-a-phone", 3, 58, 28),
    Question("en", "Which licence do I need for three sites?", "which-licence-fits", 6, 50, 34),
    Question("en", "Where is my invoice?", "find-an-invoice", 6, 56, 18),
    Question("fr", "Où trouver ma facture ?", "find-an-invoice", 3, 55, 20),
    Question("en", "I have a new domain, does my licence move along?", "move-a-licence", 4, 48, 22),
    # What is a matter for people, or stands in no article.
    Question("en", "You have charged me twice. I want my money back.", "", 3, why=Because.TOPIC),
    Question("fr", "Je veux résilier mon abonnement", "", 2, why=Because.TOPIC),
    Question("en", "Do you sign a contract about data processing?", "", 4, why=Because.UNANSWERED),
    Question("en", "Does Lamp work with e-books?", "", 3, why=Because.UNANSWERED),
    Question("ru", "Можно поговорить с человеком?", "", 2, why=Because.ASKED),
    Question("en", "Can I talk to a person?", "", 4, why=Because.ASKED),
    Question("en", "THIS IS THE THIRD TIME AND MY SHOP IS DOWN", "", 1, why=Because.UPSET),
)
