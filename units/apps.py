from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Đơn vị"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from units import hooks  # noqa: F401
