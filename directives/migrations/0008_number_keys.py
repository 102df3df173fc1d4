from django.db import migrations

import directives.numbers


def write_keys(apps, schema_editor):
    """Those of the rows that are there."""
    pages, relations = (apps.get_model("directives", name).objects for name in ("DirectivePage", "DirectiveRelation"))
    for pk, number, symbol in list(pages.exclude(number="").values_list("pk", "number", "symbol")):
        full = f"{number}/{symbol}" if symbol else number
        pages.filter(pk=pk).update(number_key=directives.numbers.number_key(full))
    for pk, number in list(relations.values_list("pk", "number")):
        relations.filter(pk=pk).update(number_key=directives.numbers.number_key(number))


class Migration(migrations.Migration):
    dependencies = [("directives", "0007_subjects")]

    operations = [
        migrations.AddField(
            model_name="directivepage",
            name="number_key",
            field=directives.numbers.NumberKeyField(of="full_number"),
        ),
        migrations.AddField(
            model_name="directiverelation",
            name="number_key",
            field=directives.numbers.NumberKeyField(of="number"),
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    ]
