"""Commands and views; the only place that prints."""
