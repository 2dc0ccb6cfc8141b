"""Alembic's entry: runs the steps on the connection it is given. Opens none itself, so it needs no address."""

from alembic import context

from storage.all_tables import metadata

connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("migrations run through storage.schema, which holds the connection")

context.configure(connection=connection, target_metadata=metadata, compare_type=True, compare_server_default=True)
with context.begin_transaction():
    context.run_migrations()
