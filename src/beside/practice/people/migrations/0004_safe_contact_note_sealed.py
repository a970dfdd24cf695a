"""How somebody may be reached safely is their own words: sealed like all others. There is no release with the open one."""

from django.db import migrations

import beside.practice.vault.fields


class Migration(migrations.Migration):
    dependencies = [("people", "0003_erasure_request")]
    operations = [
        migrations.RemoveField("safecontact", "note"),
        migrations.AddField("safecontact", "note", beside.practice.vault.fields.SealedField(blank=True, null=True)),
    ]
