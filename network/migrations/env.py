"""How Alembic runs the revisions: on the connection, and in the transaction, that `network.migrate` opened."""

from alembic import context

from network.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
