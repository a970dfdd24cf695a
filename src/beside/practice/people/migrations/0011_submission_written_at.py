from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0010_consent_never_changed")]

    operations = [
        migrations.AddField(
            model_name="submission", name="written_at", field=models.DateTimeField(null=True)
        ),
    ]
