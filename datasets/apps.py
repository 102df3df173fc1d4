from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    name = "datasets"
    verbose_name = "Số liệu"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from datasets import checks, hooks  # noqa: F401
