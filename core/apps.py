from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Nền tảng"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from core import checks  # noqa: F401

        autodiscover_modules("hooks")
