"""What people looked for in vain."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0008_recommended_answers'),
    ]

    operations = [
        migrations.CreateModel(
            name='VainSearch',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='ngày')),
                ('text', models.CharField(max_length=60, verbose_name='điều đã tìm, không dấu')),
                ('times', models.PositiveIntegerField(default=0, verbose_name='số lượt')),
                ('occasions', models.PositiveIntegerField(default=0, verbose_name='số dịp')),
            ],
            options={
                'verbose_name': 'tìm không thấy',
                'verbose_name_plural': 'tìm không thấy',
                'constraints': [models.UniqueConstraint(fields=('day', 'text'), name='vain_search_once_a_day')],
            },
        ),
    ]
