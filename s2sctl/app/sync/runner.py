"""Which state store runs a connection: the one that both connection records name (design §7.1).

Two stores that find none named may both write their names at the same moment, each over the
other's. So a claim takes four steps: name us in side a's record, look whether side b's is still as
we found it, name us there, look whether side a's still names us. Of any number of stores that
claim at once at most one gets through: this is the splitter of Lamport's "A Fast Mutual Exclusion
Algorithm" (1987), the two records being its two registers. All the others stop before they write
anything shared.
"""

from s2sctl.app.sync.own_record import read_record
from s2sctl.connection.record import ConnectionRecord
from s2sctl.errors import LeaseLost, StateUnusable
from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Org


def refuse_other_store(
    name: ConnectionName, orgs: Pair[Org], records: Pair[ConnectionRecord], store_id: str
) -> None:
    """Raise StateUnusable S2S702 where a record names another store."""
    for side in Side:
        runner = records.of(side).runner
        if runner not in ("", store_id):
            raise StateUnusable(
                f"{orgs.of(side).alias} says that another state store, {runner}, runs {name}.",
                code="S2S702",
                help=f"use that store (--state); if it is lost:  s2sctl state rebuild {name}   "
                f"and then sync --take-over; if it has moved here:  s2sctl state adopt {name}",
            )


def refuse_overtaken(name: ConnectionName, org: Org, named: str, store_id: str) -> None:
    """Raise LeaseLost S2S753 unless ``named``, as the org's record has it now, is this store."""
    if named != store_id:
        who = f"the state store {named}" if named else "no state store"
        raise LeaseLost(
            f"{org.alias} says by now that {who} runs {name}, not {store_id}; this run stops "
            "before it writes anything more.",
            code="S2S753",
            help=f"let one schedule only run {name}; if it is to be this one:  "
            f"s2sctl state adopt {name}",
        )


def refuse_rival(name: ConnectionName, org: Org, before: str, store_id: str) -> None:
    """Between the two steps of a claim: raise LeaseLost S2S753 where the org's record names
    neither us nor whom it named ``before``. One call."""
    named = read_record(name, org).runner
    if named != before:
        refuse_overtaken(name, org, named, store_id)


def refuse_lost_claim(name: ConnectionName, org: Org, store_id: str) -> None:
    """At the end of a claim: raise LeaseLost S2S753 where another named itself after us."""
    refuse_overtaken(name, org, read_record(name, org).runner, store_id)
