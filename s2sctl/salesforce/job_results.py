"""What became of the rows of a job (Bulk API 2.0 guide, "Get Job Successful Record Results")."""

import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from s2sctl.model.ids import is_id, to18
from s2sctl.ports.org import Outcome, Refusal, WriteBatch
from s2sctl.salesforce.csvrows import key_column, keys
from s2sctl.salesforce.faults import problem_of
from s2sctl.salesforce.shapes import Malformed

_NAME = re.compile(r"[A-Za-z]\w*\Z")
_CODE = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_END = "--"


class Results:
    """Takes the lists that a job leaves behind and puts them into the order of its rows."""

    def __init__(self, batch: WriteBatch) -> None:
        self._batch = batch
        self._places = {key: place for place, key in enumerate(keys(batch))}
        self._found: list[Outcome | None] = [None] * len(batch.rows)

    def read_succeeded(self, file: BinaryIO) -> None:
        """Rows that were written. Raises Malformed for what is no such list."""
        for place, row in self._rows(file):
            told = row.get("sf__Id") or ""
            if not is_id(told):
                raise Malformed("a row that was written and has no id")
            self._found[place] = Outcome(to18(told), created=row.get("sf__Created") == "true")

    def read_failed(self, file: BinaryIO) -> None:
        """Rows that were refused, each with its reason."""
        for place, row in self._rows(file):
            sent = self._batch.rows[place].id
            self._found[place] = Outcome(sent, refusal=refusal_of(row.get("sf__Error") or ""))

    def outcomes(self, *, at_least: int) -> tuple[Outcome | None, ...]:
        """An outcome per row, None where no list names it. Raises Malformed where fewer rows are
        named than the org says it has processed."""
        if sum(one is not None for one in self._found) < at_least:
            raise Malformed("results of fewer rows than were processed")
        return tuple(self._found)

    def _rows(self, file: BinaryIO) -> Iterator[tuple[int, dict[str, str]]]:
        column = key_column(self._batch)
        text = io.TextIOWrapper(file, "utf-8", newline="")
        try:
            for row in csv.DictReader(text, strict=True):
                key = row.get(column) or ""
                place = self._places.get(key)
                if place is None:
                    raise Malformed("a result of a row that was not sent")
                yield place, row
        except (csv.Error, UnicodeDecodeError):
            raise Malformed("results that are no CSV") from None
        finally:
            text.detach()


def refusal_of(error: str) -> Refusal:
    """A failed row's ``CODE:message:Field,Field --``; the message redacted, as it quotes values."""
    code, _, rest = error.partition(":")
    code = code.strip()
    if not _CODE.match(code):
        return problem_of(200, [{"statusCode": "UNKNOWN_EXCEPTION"}]).refusal
    # Without the mark at its end what follows the last colon is the message's own.
    told = rest.rstrip().removesuffix(_END)
    message, _, named = told.rpartition(":") if told != rest.rstrip() else (rest, "", "")
    fields = [one for one in re.split(r"[,\s]+", named) if _NAME.match(one)]
    said = {"statusCode": code, "message": message, "fields": fields}
    return problem_of(200, [said]).refusal
