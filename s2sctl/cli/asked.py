"""Which records a command names: as arguments, by a condition, by a file; one way at a time."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.session import Session
from s2sctl.errors import UsageError
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ConnectionName, ObjectName
from s2sctl.ports.org import Org

if TYPE_CHECKING:
    from collections.abc import Sequence

ObjectArgument = Annotated[
    str, typer.Argument(metavar="OBJECT", help="The records' object, such as Lead.")
]
IdsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[ID]...", help="Ids, of 15 or 18 characters.")
]
WhereOption = Annotated[
    str | None,
    typer.Option("--where", metavar="SOQL", help="Every record this condition is true of now."),
]
FileOption = Annotated[
    str | None,
    typer.Option(
        "--file", metavar="FILE", help="A list: one id a line, or CSV with a column Id; - is stdin."
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """The records, and the org that holds them; ``typed`` where each was named as an argument."""

    org: Org
    ids: tuple[RecordId, ...]
    typed: bool


@dataclass(frozen=True, slots=True)
class Naming:
    """The three ways to name records, as typed."""

    ids: "Sequence[str]"
    where: str | None
    file: str | None

    def find(
        self, session: Session, name: ConnectionName, object_: ObjectName, alias: str | None
    ) -> Asked:
        """The records meant. Raises UsageError S2S433, S2S435, S2S430, S2S905."""
        from s2sctl.app.sharing.asked import holder, ids_where, record_ids

        ways = [bool(self.ids), self.where is not None, self.file is not None]
        if sum(ways) != 1:
            raise UsageError(
                "No record was named." if not any(ways) else "Records were named in several ways.",
                code="S2S433",
                help="give ids, or --where SOQL, or --file FILE",
            )
        if self.where is not None:
            org = session.side(name, alias)
            return Asked(org, ids_where(org, object_, self.where), typed=False)
        ids = record_ids(self.ids) if self.file is None else _listed(self.file)
        sides = session.sides(name, alias)
        return Asked(holder(sides, object_, ids), ids, typed=self.file is None)


def _listed(file: str) -> tuple[RecordId, ...]:
    from s2sctl.app.sharing.asked import ids_in
    from s2sctl.wiring.file_text import unread

    if file == "-":
        return ids_in(sys.stdin, "The input")
    try:
        with Path(file).open(encoding="utf-8", newline="") as lines:
            return ids_in(lines, file)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file} cannot be read: {unread(error)}.",
            code="S2S436",
            help="one id a line, or a CSV file with a column Id",
        ) from None
