import django.db.models.deletion
from django.db import migrations, models

from datasets.frozen import FreezePublished
from datasets.narrow import CreateFacts


def version_fields() -> list:
    """The columns that facts and sums of blocks share."""
    pk = models.CompositePrimaryKey(
        "indicator_id", "area_id", "day", "slot", "to_release", blank=True, editable=False, primary_key=True, serialize=False
    )
    reference = {"db_index": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}
    return [
        ("pk", pk),
        ("indicator", models.ForeignKey(to="datasets.indicator", **reference)),
        ("area", models.ForeignKey(to="units.administrativearea", **reference)),
        ("day", models.SmallIntegerField()),
        ("slot", models.SmallIntegerField(default=0)),
        ("from_release", models.SmallIntegerField()),
        ("to_release", models.SmallIntegerField(default=32767)),
        ("value", models.PositiveIntegerField()),
    ]


class Migration(migrations.Migration):
    dependencies = [("datasets", "0002_references")]

    operations = [
        CreateFacts(
            name="Fact",
            fields=version_fields(),
            options={"verbose_name": "số liệu công bố", "abstract": False},
        ),
        CreateFacts(
            name="BlockSum",
            fields=version_fields(),
            options={"verbose_name": "tổng theo khối 30 ngày", "abstract": False},
        ),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                models.F("to_release"), condition=models.Q(("to_release__lt", 32767)), name="fact_closed"
            ),
        ),
        migrations.RunSQL("INSERT INTO datasets_pointer (number) VALUES (0)", migrations.RunSQL.noop),
        FreezePublished(),
    ]
