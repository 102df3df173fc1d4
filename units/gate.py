"""One gate around every view of a snippet in the admin: list, export, form, history, usage, chooser, bulk action.

Wagtail's snippet views ask for a permission on the model and then act on any record of it. Here each view that a
viewset constructs first looks for the record among those that the account may view; another unit's is not found.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property, classproperty
from wagtail.admin.views.generic import IndexView as AnyIndexView
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from core.templatetags.portal import number
from core.text import fold
from units.exports import MOST_ROWS, ScopedResource, spreadsheet

VIEW = {"view"}
LONGEST_QUERY = 200
"""Characters of a search; SQLite refuses patterns of tens of thousands."""


def visible(model: type[Model], user: Any) -> QuerySet[Any]:
    """The records of a gated model that the account may see."""
    return policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, VIEW)


class Gate:
    """Stands first in the view's bases: `setup` runs before any code of the view loads or shows the record.

    It sets no attribute of its own, since that would hide the view's.
    """

    model: type[Model]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if "pk" in kwargs:
            needed = getattr(self, "permission_required", None)
            _let_through(self.model, request.user, kwargs["pk"], needed)
        super().setup(request, *args, **kwargs)  # type: ignore[misc]


class ScopedList:
    """A list and its export show what the account may see; a row offers only what may be done to it."""

    model: type[Model]
    request: HttpRequest
    export_resource: type[ScopedResource] | None = None

    def get_base_queryset(self) -> QuerySet[Any]:
        everything = super().get_base_queryset()  # type: ignore[misc]
        return everything & visible(self.model, self.request.user)

    def get_edit_url(self, instance: Any) -> str | None:
        return super().get_edit_url(instance) if self._may("change", instance) else None  # type: ignore[misc]

    def get_delete_url(self, instance: Any) -> str | None:
        return super().get_delete_url(instance) if self._may("delete", instance) else None  # type: ignore[misc]

    @property
    def show_export_buttons(self) -> bool:
        return self.export_resource is not None

    def as_spreadsheet(self, queryset: QuerySet[Any], kind: str) -> HttpResponseBase:
        if self.export_resource is None:
            raise Http404
        if queryset.count() > MOST_ROWS:
            messages.error(self.request, f"Danh sách dài quá {number(MOST_ROWS)} dòng. Bạn hãy lọc bớt rồi tải lại.")
            return redirect(self.request.path)
        return spreadsheet(self.export_resource, queryset, kind)

    def get_inspect_url(self, instance: Any) -> str | None:
        name = getattr(self, "inspect_url_name", None)
        return reverse(name, args=[quote(instance.pk)]) if name else None

    def _may(self, action: str, instance: Any) -> bool:
        user, policy = self.request.user, policy_registry.get_by_type(self.model)
        if action not in self._anywhere:
            self._anywhere[action] = policy.user_has_permission(user, action)
        return self._anywhere[action] and policy.user_has_permission_for_instance(user, action, instance)

    @cached_property
    def _anywhere(self) -> dict[str, bool]:
        """{action: whether the account may take it on any record}, asked once a list rather than once a row."""
        return {}


class ScopedChooser:
    """A chooser offers and resolves only records that the account may see."""

    model_class: type[Model]
    request: HttpRequest

    def get_object_list(self) -> QuerySet[Any]:
        return visible(self.model_class, self.request.user)

    def get_object(self, pk: Any) -> Any:
        return _find(self.model_class, self.request.user, pk)

    def get_objects(self, pks: Iterable[Any]) -> QuerySet[Any]:
        try:
            return visible(self.model_class, self.request.user).filter(pk__in=list(pks))
        except (ValueError, ValidationError) as error:
            raise Http404 from error


class Chooser(AdminSnippetChooser):
    """Shown again with what was sent, it bears an id that is none; the form's field says so in words."""

    def get_instance(self, value: Any) -> Any:
        try:
            return super().get_instance(value)
        except ValueError:
            return None


class GatedChooserViewSet(SnippetChooserViewSet):
    """Choosing only: what is chosen is made in its own form."""

    base_widget_class = Chooser

    def construct_view(self, view_class: type, **kwargs: Any) -> Callable[..., HttpResponseBase]:
        return super().construct_view(_with(view_class, Gate, ScopedChooser), **kwargs)

    def inject_view_methods(self, view_class: type, method_names: Iterable[str]) -> type:
        return view_class

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


class GatedIndexView(IndexView):
    """Without tick boxes: nothing is done to many records at once from here. Names are found without accents."""

    @cached_property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if column.name != "bulk_actions"]

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.search_query[:LONGEST_QUERY]
        match = Q()
        for field in self.search_fields or [] if asked else []:
            match |= Q(**{f"{field}__icontains": fold(asked) if field.endswith("folded_name") else asked})
        return queryset.filter(match)


class GatedSnippetViewSet(SnippetViewSet):
    """A snippet behind the gate. Register the model's policy (`units.permissions`) before the viewset."""

    index_view_class = GatedIndexView
    chooser_viewset_class = GatedChooserViewSet
    export_resource: type[ScopedResource] | None = None
    inspect_view_enabled = True
    inspect_view_fields_exclude = ["id"]
    copy_view_enabled = False
    index_template_name = "wagtailadmin/generic/index.html"
    list_per_page = 50

    def construct_view(self, view_class: type, **kwargs: Any) -> Callable[..., HttpResponseBase]:
        gates = (Gate, ScopedList) if issubclass(view_class, AnyIndexView) else (Gate,)
        return super().construct_view(_with(view_class, *gates), **kwargs)

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"export_resource": self.export_resource, "export_filename": self.model_name}
        return super().get_index_view_kwargs(**extra, **kwargs)


class NoBulkDelete(DeleteBulkAction):
    """Takes the place of Wagtail's, whose confirmation lists the titles of any record."""

    @classproperty
    def models(cls) -> list[type[Model]]:  # noqa: N805 - a property of the class
        return gated_models()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise Http404


def gated_models() -> list[type[Model]]:
    """The models whose viewset stands behind the gate."""
    return [model for model in get_snippet_models() if isinstance(model.snippet_viewset, GatedSnippetViewSet)]


def _with(view_class: type, *gates: type) -> type:
    return type(view_class.__name__, (*gates, view_class), {"__module__": view_class.__module__})


def _find(model: type[Model], user: Any, pk: Any) -> Any:
    try:
        record = visible(model, user).filter(pk=unquote(str(pk))).first()
    except (ValueError, ValidationError) as error:
        raise Http404 from error
    if record is None:
        raise Http404
    return record


def _let_through(model: type[Model], user: Any, pk: Any, action: str | None) -> None:
    """404 for a record that the account may not see, 403 for an action that it may not take on one it sees."""
    record = _find(model, user, pk)
    if action is None:
        return
    if not policy_registry.get_by_type(model).user_has_permission_for_instance(user, action, record):
        raise PermissionDenied
