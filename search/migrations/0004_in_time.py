"""Relations to single articles, with days of their own: suspensions end, so force is kept as spells."""

import django.db.models.deletion
from django.db import migrations, models

PARTLY, SUSPENDED = "het_hieu_luc_mot_phan", "ngung_hieu_luc"


def keep_marks(apps, schema_editor):
    """What was open-ended so far becomes a spell without an end."""
    model, spells = apps.get_model('search', 'SearchDocument'), apps.get_model('search', 'SearchSpell')
    marked = model.objects.exclude(partly=None, suspended=None)
    for one in marked.iterator():
        found = [(PARTLY, one.partly), (SUSPENDED, one.suspended)]
        kept = sorted((day, status) for status, day in found if day)
        one.spells = [[status, day.isoformat(), None] for day, status in kept]
        one.save(update_fields=["spells"])
        spells.objects.bulk_create(spells(document=one, status=status, first=day) for day, status in kept)


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0003_words_counted'),
    ]

    operations = [
        migrations.AddField(
            model_name='searchdocument',
            name='spells',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='SearchSpell',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(max_length=24)),
                ('first', models.DateField()),
                ('until', models.DateField(null=True)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spell_rows', to='search.searchdocument')),
            ],
        ),
        migrations.RunPython(keep_marks, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='searchdocument',
            name='partly',
        ),
        migrations.RemoveField(
            model_name='searchdocument',
            name='suspended',
        ),
    ]
