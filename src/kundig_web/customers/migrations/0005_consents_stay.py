"""The database refuses to change or delete what proves consent."""

from django.db import migrations

from kundig_web.audit.triggers import append_only


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_rights"), ("audit", "0001_initial")]
    operations = [append_only("customers_consent"), append_only("customers_consenttext")]
