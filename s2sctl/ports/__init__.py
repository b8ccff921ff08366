"""Four written promises: Org, StateStore, Clock, Reporter."""
