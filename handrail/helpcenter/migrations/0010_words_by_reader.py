import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Words are counted for those who may read them.

    Which words were whose was not kept: they are counted again by a job, meanwhile articles are found by meaning.
    """

    dependencies = [
        ("helpcenter", "0009_votes"),
    ]

    operations = [
        migrations.RunSQL(
            "TRUNCATE helpcenter_posting, helpcenter_spelling, helpcenter_term, helpcenter_vocabulary",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint(model_name="term", name="term_once"),
        migrations.RemoveIndex(model_name="spelling", name="spelling_begins"),
        migrations.RemoveField(model_name="passage", name="language"),
        migrations.RemoveField(model_name="spelling", name="language"),
        migrations.RemoveField(model_name="term", name="language"),
        migrations.AlterField(
            model_name="vocabulary", name="language", field=models.CharField(max_length=16)
        ),
        migrations.AddField(
            model_name="vocabulary",
            name="readers",
            field=models.CharField(default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="vocabulary",
            name="site",
            field=models.ForeignKey(
                default=0,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="helpcenter.site",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="vocabulary",
            constraint=models.UniqueConstraint(fields=("site", "language", "readers"), name="vocabulary_once"),
        ),
        migrations.AddField(
            model_name="passage",
            name="version",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="passage",
            name="vocabulary",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="helpcenter.vocabulary",
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["version"], name="passage_by_version"),
        ),
        migrations.AddField(
            model_name="term",
            name="vocabulary",
            field=models.ForeignKey(
                db_index=False,
                default=0,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="helpcenter.vocabulary",
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.UniqueConstraint(fields=("vocabulary", "term"), name="term_once"),
        ),
        migrations.AddField(
            model_name="spelling",
            name="vocabulary",
            field=models.ForeignKey(
                db_index=False,
                default=0,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="helpcenter.vocabulary",
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="spelling",
            index=models.Index(
                fields=["vocabulary", "form"],
                name="spelling_begins",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ),
    ]
