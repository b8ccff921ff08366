"""How the org refuses: one row of a request, or a request whole. Codes and texts are Salesforce's.

Source: the Status Codes and Error Responses pages of the REST API guide, and recorded answers.
"""

from collections.abc import Mapping


class RowError(Exception):
    """One row's refusal: ``status_code`` (``REQUIRED_FIELD_MISSING``), text, and API field names.

    A single-row resource renders it as a 4xx body, a Collections answer as an entry of ``errors``.
    """

    def __init__(self, status_code: str, message: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(f"{status_code}: {message}")
        self.status_code = status_code
        self.message = message
        self.fields = fields
        self.details: Mapping[str, object] = {}
        """Further keys of a single-row body, such as a duplicate rule's matches."""


class RequestError(Exception):
    """A whole request's refusal. ``fields`` is None where Salesforce's body has no such key."""

    def __init__(
        self,
        http_status: int,
        error_code: str,
        message: str,
        fields: tuple[str, ...] | None = None,
    ) -> None:
        super().__init__(f"{http_status} {error_code}: {message}")
        self.http_status = http_status
        self.error_code = error_code
        self.message = message
        self.fields = fields
