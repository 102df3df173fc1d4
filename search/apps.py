from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Tìm kiếm"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from search import hooks  # noqa: F401
