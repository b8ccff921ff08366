"""Adapter: one org over HTTPS."""
