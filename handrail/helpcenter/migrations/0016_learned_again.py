"""What articles learn from has changed: questions that are asked elsewhere belong to it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("helpcenter", "0015_classifiers"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE helpcenter_askedasfigures SET is_learned = false WHERE is_learned",
            migrations.RunSQL.noop,
        ),
    ]
