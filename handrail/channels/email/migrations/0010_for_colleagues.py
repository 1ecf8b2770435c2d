from django.db import migrations, models


class Migration(migrations.Migration):
    """Mailboxes that there are carry mail to colleagues as before; new ones when an owner says so."""

    dependencies = [
        ('email', '0009_practice'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='for_colleagues',
            field=models.BooleanField(db_default=True, default=False),
        ),
        migrations.AlterField(
            model_name='connection',
            name='for_colleagues',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
