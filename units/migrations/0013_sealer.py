from django.db import migrations

from units.sealing import MakeSealer


class Migration(migrations.Migration):
    dependencies = [("units", "0012_duty_help")]

    operations = [MakeSealer()]
