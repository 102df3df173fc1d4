"""What completions are looked up by; the entries that are stored already are stored once more, with theirs."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def store_again(apps, schema_editor):
    """Whoever watches the outbox works it off within seconds, a hundred entries at a time."""
    stale, now = apps.get_model('search', 'Stale'), timezone.now()
    stored = apps.get_model('search', 'SearchDocument').objects.order_by('pk').values_list('kind', 'key')
    rows = (stale(kind=kind, key=key, engine='database', since=now, next_try=now) for kind, key in stored.iterator())
    stale.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0006_words'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchStart',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(choices=[(0, 'số'), (1, 'tên'), (2, 'từ trong tên')])),
                ('typed', models.BinaryField(max_length=48)),
                ('at', models.PositiveSmallIntegerField(default=0)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='start_rows', to='search.searchdocument')),
            ],
            options={
                'indexes': [models.Index(fields=['rank', 'typed'], name='search_start_by_what_is_typed')],
            },
        ),
        migrations.RunPython(store_again, migrations.RunPython.noop),
    ]
