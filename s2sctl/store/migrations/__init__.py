"""The steps from every earlier shape of the tables to today's, run by Alembic. See README.md."""
