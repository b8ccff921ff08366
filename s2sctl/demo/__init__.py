"""The story, played through ``python -m s2sctl``, judged by plain queries."""
