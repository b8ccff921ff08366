"""What is wrong with a piece of SOQL, and where."""

from s2sctl.errors import S2sError

TOO_COMPLICATED = (
    "Query is either selecting too many fields or the filter conditions are too complicated."
)


class SoqlError(S2sError):
    """SOQL that Salesforce's parser would refuse. ``offset`` counts characters from 0.

    ``line`` and ``column`` count from 1, as Salesforce's ``ERROR at Row:1:Column:8`` does; they
    are known once the text is (``locate``). The message is Salesforce's own where one is known.
    """

    exit_code = 1

    def __init__(self, message: str, offset: int = 0, *, help: str = "") -> None:
        super().__init__(message, code="S2S150", help=help)
        self.offset = offset
        self.line = 1
        self.column = offset + 1

    def locate(self, text: str) -> "SoqlError":
        """This error, with line and column filled in from the whole text."""
        self.line, self.column = position(text, self.offset)
        return self


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character of ``text``."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
