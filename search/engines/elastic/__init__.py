"""Elasticsearch as an engine; nothing outside this package knows its client; import it only where it is wanted."""

from search.engines.elastic.engine import ElasticEngine

__all__ = ["ElasticEngine"]
