from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Trang"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from home import hooks  # noqa: F401
        from home.actions.search_upkeep import follow

        follow()
