from django.db import migrations

from units.sealing import MakeSealer


class Migration(migrations.Migration):
    dependencies = [("units", "0008_notices")]

    operations = [MakeSealer()]
