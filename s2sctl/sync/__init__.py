"""Windows, link, decide, merge, order, guards, health: the plan of a pass. Pure."""
