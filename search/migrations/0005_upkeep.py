"""Changes wait as rows of their own, are put off after a failure, and are held while an index is being replaced."""

import core.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0004_in_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rebuilding',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('engine', models.CharField(max_length=20, unique=True)),
                ('host', models.CharField(max_length=255)),
                ('pid', models.PositiveIntegerField()),
                ('started', models.DateTimeField(default=core.clock.real_now)),
                ('beat', models.DateTimeField(default=core.clock.real_now)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='stale',
            name='stale_once_an_engine',
        ),
        migrations.AddField(
            model_name='stale',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='stale',
            name='held',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='stale',
            name='next_try',
            field=models.DateTimeField(default=core.clock.real_now),
        ),
        migrations.AddIndex(
            model_name='stale',
            index=models.Index(fields=['engine', 'kind', 'key'], name='stale_by_entry'),
        ),
        migrations.AddIndex(
            model_name='stale',
            index=models.Index(fields=['engine', 'next_try'], name='stale_by_next_try'),
        ),
    ]
