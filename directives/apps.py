from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "directives"
    verbose_name = "Văn bản"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        from directives import doors, hooks  # noqa: F401
        from directives.forms import DirectiveForm
        from directives.models import DirectivePage

        DirectivePage.base_form_class = DirectiveForm  # its checks ask selectors, which know the model
