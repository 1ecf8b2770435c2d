from django.db import migrations

STATUSES = [
    ("Open", "We are on it", "open"),
    ("Waiting for customer", "Waiting for you", "waiting"),
    ("Waiting for others", "We are on it", "others"),
    ("Closed", "Solved", "closed"),
]


def create(apps, schema_editor):
    Status = apps.get_model("conversations", "Status")
    for position, (name, label, category) in enumerate(STATUSES):
        Status.objects.get_or_create(
            category=category,
            is_default=True,
            defaults={"name": name, "customer_label": label, "position": position},
        )


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
