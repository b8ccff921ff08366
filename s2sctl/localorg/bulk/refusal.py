"""Why a whole job cannot go on."""


class BatchRefused(Exception):
    """The job fails with this text as its ``errorMessage``; what is left stays unprocessed."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
