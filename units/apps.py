from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Đơn vị"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from units import checks, hooks  # noqa: F401
        from units.actions import sign_ins, stock  # noqa: F401
        from units.silence import no_wagtail_mails

        no_wagtail_mails()
        post_migrate.connect(stock.name_permissions, dispatch_uid="units.stock")
        autodiscover_modules("audited")
