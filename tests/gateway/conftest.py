"""What tests of the gateway's side of the record share: both databases."""

from tests.databases import database, database_url, postgres, templates

__all__ = ["database", "database_url", "postgres", "templates"]
