"""What Alembic runs: the steps, inside the transaction of whoever asked for them."""

from alembic import context

from s2sctl.store.schema import VERSIONS

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSIONS.name,
)
context.run_migrations()
