from django.db import migrations, models


class Migration(migrations.Migration):
    """Of mails that were kept before nobody knows what they carry: owners read them, and who got them."""

    dependencies = [
        ('email', '0010_for_colleagues'),
    ]

    operations = [
        migrations.AddField(
            model_name='practisedmail',
            name='message_id',
            field=models.CharField(blank=True, db_default='', default='', max_length=998),
        ),
    ]
