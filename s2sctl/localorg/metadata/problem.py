"""Why a component cannot be deployed."""


class Problem(Exception):
    """A component's refusal, as ``problem`` of a ``componentFailures`` entry."""
