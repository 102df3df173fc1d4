"""Relations to single articles, with days of their own: suspensions end, so force is kept as spells."""

import directives.anchors
import django.db.models.deletion
from django.db import migrations, models

PARTLY, SUSPENDED = "het_hieu_luc_mot_phan", "ngung_hieu_luc"


def keep_marks(apps, schema_editor):
    """What was open-ended so far becomes a spell without an end."""
    model, spells = apps.get_model('directives', 'DirectivePage'), apps.get_model('directives', 'ForceSpell')
    marked = model.objects.exclude(partly_by=None, suspended_by=None)
    for one in marked.iterator():
        found = [(PARTLY, one.partly_by), (SUSPENDED, one.suspended_by)]
        kept = sorted((day, status) for status, day in found if day)
        one.spells = [[status, day.isoformat(), None] for day, status in kept]
        one.save(update_fields=["spells"])
        spells.objects.bulk_create(spells(page=one, status=status, first=day) for day, status in kept)


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='directivepage',
            name='emendation',
            field=models.CharField(blank=True, help_text='Khi sửa văn bản đã công bố: ghi đã sửa gì cho đúng bản gốc. Hiện công khai cùng ngày công bố lại.', max_length=500, verbose_name='nội dung hiệu đính'),
        ),
        migrations.AddField(
            model_name='directivepage',
            name='spells',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name='directivepage',
            name='withdrawn_by',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='directivepage',
            name='withdrawn_why',
            field=models.CharField(blank=True, help_text='Phải ghi khi có ngày thu hồi mà văn bản thu hồi không có trên Cổng.', max_length=500, verbose_name='ai thu hồi, lý do'),
        ),
        migrations.AddField(
            model_name='directiverelation',
            name='articles',
            field=directives.anchors.AnchorsField(blank=True, default=list, help_text='Để trống: cả văn bản. Nếu chỉ một số điều: “Điều 3; khoản 2 Điều 7; Điều 5 phần kèm theo 1”.', verbose_name='điều, khoản'),
        ),
        migrations.AddField(
            model_name='directiverelation',
            name='effective_on',
            field=models.DateField(blank=True, help_text='Để trống: từ ngày văn bản này có hiệu lực.', null=True, verbose_name='từ ngày'),
        ),
        migrations.AddField(
            model_name='directiverelation',
            name='reason',
            field=models.CharField(blank=True, help_text='Phải ghi khi thu hồi.', max_length=500, verbose_name='lý do'),
        ),
        migrations.AddField(
            model_name='directiverelation',
            name='until',
            field=models.DateField(blank=True, help_text='Chỉ khi ngưng hiệu lực có thời hạn.', null=True, verbose_name='có hiệu lực trở lại từ ngày'),
        ),
        migrations.AlterField(
            model_name='directiverelation',
            name='kind',
            field=models.CharField(choices=[('thay_the', 'Thay thế'), ('thay_the_mot_phan', 'Thay thế một phần'), ('sua_doi', 'Sửa đổi'), ('bo_sung', 'Bổ sung'), ('bai_bo', 'Bãi bỏ'), ('ngung', 'Ngưng hiệu lực'), ('dinh_chinh', 'Đính chính'), ('thu_hoi', 'Thu hồi'), ('huong_dan', 'Hướng dẫn'), ('trien_khai', 'Triển khai'), ('vien_dan', 'Viện dẫn'), ('kem_theo', 'Kèm theo')], max_length=20, verbose_name='quan hệ'),
        ),
        migrations.AddField(
            model_name='directivepage',
            name='emended',
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.CreateModel(
            name='ForceSpell',
            fields=[
                ('id', models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(max_length=24)),
                ('first', models.DateField()),
                ('until', models.DateField(null=True)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spell_rows', to='directives.directivepage')),
            ],
            options={
                'verbose_name': 'khoảng hiệu lực',
                'verbose_name_plural': 'khoảng hiệu lực',
            },
        ),
        migrations.RunPython(keep_marks, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='directivepage',
            name='partly_by',
        ),
        migrations.RemoveField(
            model_name='directivepage',
            name='suspended_by',
        ),
    ]
