"""Which engine answers, and which are to be kept up."""

from django.conf import settings
from django.db import connection

from search.engines.base import Engine
from search.engines.database import DatabaseEngine


def engine() -> Engine:
    """The engine that answers readers."""
    if not settings.ELASTICSEARCH_URL:
        return database_engine()
    from search.engines.fallback import engine_with_fallback

    return engine_with_fallback()


def database_engine() -> DatabaseEngine:
    """The embedded engine of the database in use."""
    if connection.vendor == "sqlite":
        from search.engines.sqlite import SqliteEngine

        return SqliteEngine()
    from search.engines.postgres import PostgresEngine

    return PostgresEngine()


def engines_in_use() -> list[Engine]:
    """All that a change is written to: the database's first, since the others are filled from its rows."""
    found: list[Engine] = [database_engine()]
    if settings.ELASTICSEARCH_URL:
        from search.engines.fallback import guarded_elastic

        found.append(guarded_elastic())
    return found
