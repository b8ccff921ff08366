"""The only place with concrete names."""
