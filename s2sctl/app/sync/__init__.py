"""One pass over a connection, in nine steps (design §7): ``run.sync`` is the way in."""
