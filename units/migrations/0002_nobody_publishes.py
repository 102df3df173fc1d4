"""Wagtail's own groups go: its moderators hold `publish`, and here only a release or a finished review publishes."""

from typing import Any

from django.db import migrations

WAGTAILS_GROUPS = ("Moderators", "Editors")


def remove_groups(apps: Any, schema_editor: Any) -> None:
    apps.get_model("auth", "Group").objects.filter(name__in=WAGTAILS_GROUPS, user=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("units", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [migrations.RunPython(remove_groups, migrations.RunPython.noop)]
