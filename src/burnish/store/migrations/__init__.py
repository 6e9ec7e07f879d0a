"""Migrations, one a file in versions/; the newest one makes the tables that burnish.store.tables describes."""
