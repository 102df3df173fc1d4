"""Which models the log follows, and how. Each room says so of its models in its module `audited`.

`audited(Model)` makes every save, deletion and change of relations of the model leave an entry; `exempt(Model,
because=…)` says why one needs none. The check units.E002 names a model that is in neither list. What is written past
the models (`bulk_create`, `update`, `executemany`) is told by the action that does it, in one entry.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Any

from django.apps import apps
from django.db import connections, router, transaction
from django.db.models import Field, ManyToManyField, Model
from django.db.models.signals import m2m_changed, post_delete

from units.actions.audit import record
from units.models.audit import Done
from units.secrecy import HIDDEN, is_secret_field

Values = dict[str, Any]
Tell = Callable[[Any, bool], None]
"""(record, whether it is new): writes the entry itself"""


@dataclass(frozen=True)
class Rule:
    secret: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset()
    tell: Tell | None = None


@dataclass
class _Register:
    audited: dict[type[Model], Rule] = field(default_factory=dict)
    exempt: dict[type[Model], str] = field(default_factory=dict)


_register = _Register()


def audited(
    *models: type[Model], secret: Iterable[str] = (), quiet: Iterable[str] = (), tell: Tell | None = None
) -> None:
    """`secret`: fields whose values are never written; `quiet`: fields whose change alone is no act of anyone."""
    for model in models:
        if model in _register.audited:
            continue
        _register.audited[model] = Rule(frozenset(secret), frozenset(quiet), tell)
        _follow_saves(model)
        if tell is None:
            post_delete.connect(_deleted, sender=model, dispatch_uid=f"audit.{model._meta.label}")
        for relation in _relations(model):
            m2m_changed.connect(_related, sender=relation.remote_field.through, dispatch_uid=f"audit.{relation}")


def exempt(*models: type[Model], because: str) -> None:
    for model in models:
        _register.exempt[model] = because


def undeclared() -> list[type[Model]]:
    """Installed models of which no room says whether the log follows them."""
    known = {*_register.audited, *_register.exempt}
    return [model for model in apps.get_models() if model not in known and not model._meta.proxy]


def exemptions() -> dict[type[Model], str]:
    """{model: why the log does not follow it}"""
    return dict(_register.exempt)


def followed() -> list[type[Model]]:
    return list(_register.audited)


def _relations(model: type[Model]) -> Iterator[ManyToManyField]:
    """Those whose rows have no model of their own to be followed."""
    for relation in model._meta.local_many_to_many:
        through: Any = relation.remote_field.through
        if through._meta.auto_created:
            yield relation


def _follow_saves(model: type[Model]) -> None:
    """Wrap the one method that every save passes, raw ones included.

    Django's own signal comes after the save's transaction has ended: a crash in between would keep the change
    and lose its trace.
    """
    inherited = getattr(model.save_base, "__wrapped__", model.save_base)

    @wraps(inherited)
    def save_base(self: Any, *args: Any, **kwargs: Any) -> None:
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        rule = _register.audited[model]
        names = kwargs.get("update_fields")
        with transaction.atomic(using=using, savepoint=False):
            if rule.tell is not None:
                new = self._state.adding
                inherited(self, *args, **kwargs)
                rule.tell(self, new)
                return
            fields = _fields(self, rule, names)
            before = _stored(self, fields, using)
            inherited(self, *args, **kwargs)
            if fields:
                _saved(self, rule, fields, before)

    save_base.alters_data = True  # type: ignore[attr-defined]
    model.save_base = save_base  # type: ignore[method-assign]


def _fields(instance: Model, rule: Rule, names: Collection[str] | None) -> list[Field]:
    left_out = instance.get_deferred_fields()
    return [
        one
        for one in instance._meta.concrete_fields
        if one.name not in rule.quiet
        and one.attname not in left_out
        and (names is None or one.name in names or one.attname in names)
    ]


def _stored(instance: Model, fields: list[Field], using: str) -> Values | None:
    """{attribute: what the database holds}; None if the record is new."""
    if instance.pk is None or not fields:
        return None
    names = tuple(one.attname for one in fields)
    statement, converters = _question(type(instance), names, using)
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(statement, [instance._meta.pk.get_db_prep_value(instance.pk, connection)])
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    for place, (functions, expression) in converters.items():
        for convert in functions:
            values[place] = convert(values[place], expression, connection)
    return dict(zip(names, values, strict=True))


@cache
def _question(model: type[Model], names: tuple[str, ...], using: str) -> tuple[str, dict[int, Any]]:
    """The statement that asks for one record's values by its key, and how each is read; built once, not a save."""
    query = model._base_manager.using(using).order_by().filter(pk=0).values(*names).query
    compiler = query.get_compiler(using)
    statement, _ = compiler.as_sql()
    return statement, compiler.get_converters([column for column, *_ in compiler.select])


def _saved(instance: Model, rule: Rule, fields: list[Field], before: Values | None) -> None:
    after = _present(instance, fields)
    changes = {}
    for one in fields:
        old = None if before is None else one.get_prep_value(before[one.attname])
        if before is None and (one.primary_key or after[one.attname] in (None, "")):
            continue
        if old != after[one.attname]:
            changes[one.name] = _pair(rule, one, old, after[one.attname])
    if changes or before is None:
        record(Done.CREATE if before is None else Done.CHANGE, about=instance, changes=changes)


def _present(instance: Model, fields: list[Field]) -> Values:
    """{attribute: what was stored}; an expression's result is read from the database."""
    values = {one.attname: getattr(instance, one.attname) for one in fields}
    if any(hasattr(value, "resolve_expression") for value in values.values()):
        values = type(instance)._base_manager.filter(pk=instance.pk).values(*values).get()
    return {one.attname: one.get_prep_value(values[one.attname]) for one in fields}


def _pair(rule: Rule, one: Field, old: Any, new: Any) -> list[Any]:
    if one.name in rule.secret or is_secret_field(one):
        return [None if value in (None, "") else HIDDEN for value in (old, new)]
    return [old, new]


def _deleted(sender: type[Model], instance: Any, **_: Any) -> None:
    """A record of several tables is told of once, as what it is."""
    if getattr(instance, "specific_class", sender) not in (sender, None):
        return
    rule = _register.audited[sender]
    changes = {
        one.name: _pair(rule, one, value, None)
        for one in _fields(instance, rule, None)
        if not one.primary_key and (value := one.get_prep_value(getattr(instance, one.attname))) not in (None, "")
    }
    record(Done.DELETE, about=instance, changes=changes)


def _related(sender: type[Model], instance: Model, action: str, reverse: bool, **given: Any) -> None:
    """A relation of many to many: [taken away, added], by the ids of the other side."""
    relation = next(r for m in _register.audited for r in _relations(m) if r.remote_field.through is sender)
    name = str(relation.remote_field.get_accessor_name() if reverse else relation.name)
    if action == "pre_clear":
        gone = list(getattr(instance, name).values_list("pk", flat=True))
        change = [gone, []]
    elif action in ("post_add", "post_remove"):
        keys = sorted(given["pk_set"] or ())
        change = [[], keys] if action == "post_add" else [keys, []]
    else:
        return
    if any(change):
        counts = {"removed": len(change[0]), "added": len(change[1])}
        record(Done.CHANGE, about=instance, changes={name: change}, details=counts)
