"""Use cases over ports: no printing, no HTTP, no SQL."""
