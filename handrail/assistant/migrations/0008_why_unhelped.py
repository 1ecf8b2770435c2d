"""A reason is called by what is true of it: one answer may be enough, where no other was found."""

from django.db import migrations, models

_WHY = [
    ("asked", "The customer asked for a person"),
    ("unhelped", "Its answers did not help"),
    ("repeated", "The customer asked the same again"),
    ("upset", "The customer is upset or in distress"),
    ("topic", "It is a matter for people"),
    ("unanswered", "The assistant had no answer"),
    ("file", "The customer sent a file"),
    ("failed", "The assistant failed"),
    ("late", "The assistant took too long"),
    ("off", "The assistant was switched off"),
    ("again", "The customer came back after it was settled"),
    ("taken", "Somebody of the team took it"),
]


class Migration(migrations.Migration):
    dependencies = [("assistant", "0007_phrases_of_turns")]

    operations = [
        migrations.AlterField(
            model_name="exchange",
            name="why",
            field=models.CharField(blank=True, choices=_WHY, max_length=12),
        ),
    ]
