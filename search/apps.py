from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Tìm kiếm"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from django.core.signals import request_finished

        from search import hooks, vain  # noqa: F401

        request_finished.connect(vain.store_waiting, dispatch_uid="searches in vain")
