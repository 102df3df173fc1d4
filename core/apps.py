from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Nền tảng"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from core import checks  # noqa: F401
