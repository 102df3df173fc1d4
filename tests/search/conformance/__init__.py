"""What every engine owes: the same tests on the database's own (SQLite or PostgreSQL) and on Elasticsearch."""
