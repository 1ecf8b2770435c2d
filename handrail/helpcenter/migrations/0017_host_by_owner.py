from django.db import migrations, models


class Migration(migrations.Migration):
    """Links lead to the domains that there are as before; to new ones when an owner says so."""

    dependencies = [
        ('helpcenter', '0016_learned_again'),
    ]

    operations = [
        migrations.AddField(
            model_name='site',
            name='host_by_owner',
            field=models.BooleanField(db_default=True, default=False),
        ),
        migrations.AlterField(
            model_name='site',
            name='host_by_owner',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
