"""A component that cannot be deployed."""


class ComponentProblem(Exception):
    """``problem`` is the sentence of the deploy result's component failure."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem
