"""What Alembic runs: migrations in the transaction that `burnish.store.schema` opened."""

from alembic import context

from burnish.store.tables import METADATA

__all__: list[str] = []

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,  # SQLite can do it too, once the driver is kept from committing by itself
    render_as_batch=True,
    user_module_prefix="columns.",
)
with context.begin_transaction():
    context.run_migrations()
