from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_found_by_values'),
    ]

    operations = [
        migrations.AddField(
            model_name='fileimport',
            name='left_out',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='fileimport',
            name='seen',
            field=models.JSONField(default=list),
        ),
    ]
