"""What a job needs of the ordered faults: rows to refuse, stamps to date back, late commits."""

from typing import Protocol

from s2sctl.localorg.faults import RowError


class RowRefuser(Protocol):
    """Tells which rows of a job a fault strikes."""

    @property
    def refuses_rows(self) -> bool:
        """Whether any row may be refused at all."""

    def refuse_row(self, sobject: str, identity: object) -> RowError | None:
        """The refusal of one row; ``identity`` tells it from others."""

    def late_rows(self, sobject: str) -> int:
        """Seconds the stamps of rows saved now lie back."""

    def commit_delay_rows(self, sobject: str) -> float:
        """Seconds that the commit of rows saved now is to take."""
