from django.db import migrations

from units.sealing import MakeSealer


class Migration(migrations.Migration):
    dependencies = [("units", "0010_remarks")]

    operations = [MakeSealer()]
