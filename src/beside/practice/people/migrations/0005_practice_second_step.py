"""Everybody who works in a practice signs in with a second step, in practices that are here already too: whoever has
none is led to setting one up and shut out of nothing else. Only the demo stays as it is, to be tried in seconds."""

from django.db import migrations, models


def spare_the_demo(apps, _editor):
    apps.get_model("people", "Practice").objects.filter(demo=True).update(second_step=False)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_safe_contact_note_sealed")]
    operations = [
        migrations.AddField("practice", "second_step", models.BooleanField(default=True)),
        migrations.RunPython(spare_the_demo, migrations.RunPython.noop),
    ]
