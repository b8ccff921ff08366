"""Adapter: what we remember, in SQLite or PostgreSQL."""
