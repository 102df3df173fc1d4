from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Đơn vị"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from units import checks, hooks  # noqa: F401
        from units.actions import sign_ins  # noqa: F401

        autodiscover_modules("audited")
