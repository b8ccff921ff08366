"""Which line of a manifest a ledger entry comes from."""

from dataclasses import dataclass
from pathlib import Path

from s2sctl.errors import S2sError
from s2sctl.manifest.index import Index
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import KnownConnection
from s2sctl.sync.link import LedgerEntry
from s2sctl.wiring.manifests import read_all


@dataclass(frozen=True, slots=True)
class MappingLines:
    """The project's manifests of one connection, by the org whose side each is."""

    indexes: dict[OrgAlias, Index]

    def of(self, known: KnownConnection, entry: LedgerEntry, fields: Pair[str] | None) -> str:
        """``configs/globex.yaml:14``, or the path in the subscription where the project here has
        no manifest of that side."""
        source = entry.target.other
        path = f"subscribe.{entry.objects.of(source)}"
        if fields is not None:
            path += f".fields.{fields.of(source)}"
        index = self.indexes.get(known.aliases.of(entry.target) or OrgAlias(""))
        if index is None or entry.objects.of(source) not in _subscribed(index):
            return f"{path} of {_side(known, entry.target)}"
        place = index.place(path)
        return f"{place.file}:{place.line}"


def mapping_lines(name: ConnectionName, project: Path | None) -> MappingLines:
    """The manifests of a connection; a file that cannot be read, or says nothing sound, is left
    out: this only shows where to look."""
    try:
        read = read_all((), project)
    except S2sError:
        return MappingLines({})
    return MappingLines(
        {
            one.parsed.manifest.org: one.parsed.index
            for one in read
            if one.parsed.manifest is not None and one.parsed.connection == name
        }
    )


def _subscribed(index: Index) -> set[str]:
    return {path.split(".")[1] for path in index.places if path.startswith("subscribe.")}


def _side(known: KnownConnection, side: Side) -> str:
    return str(known.aliases.of(side) or side.value)
