"""A connection's states, its invitation, and the footprint it needs in an org. Pure."""
