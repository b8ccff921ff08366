"""Calling the judge: both parties, the conflicts that are listed, the shares ended by hand."""

from collections.abc import Collection

from s2sctl.demo.judge import Conflict, Party, Verdict, judge
from s2sctl.demo.plain import PlainOrg
from s2sctl.demo.setting import Scene
from s2sctl.manifest.manifest import Manifest
from s2sctl.manifest.parse import parse
from s2sctl.model.names import ConnectionName
from s2sctl.ports.store import StateStore
from s2sctl.sync.link import EntryKind
from s2sctl.wiring.clock import SystemClock
from s2sctl.wiring.project import Project
from s2sctl.wiring.stores import open_store

ENDED = "SELECT Record_Id__c FROM S2S_Share__c WHERE Status__c LIKE 'Inactive%'"


def hear(project: Project, acme: Scene, globex: Scene) -> Verdict:
    """Judge the demo's connection as it stands now."""
    store = open_store(None, project.folder, SystemClock())
    try:
        listed = listed_conflicts(store, ConnectionName("acme-globex"))
    finally:
        store.close()
    ended = {*_ended(acme.plain), *_ended(globex.plain)}
    parties = [
        Party(one.plain, one.running.org_id, manifest(project, one.running.alias))
        for one in (acme, globex)
    ]
    return judge(parties[0], parties[1], listed, ended)


def manifest(project: Project, alias: str) -> Manifest:
    """One side's manifest, as it stands in the project's files."""
    path = project.folder / "configs" / "acme-globex" / f"{alias}.yaml"
    read = parse(path.read_text(encoding="utf-8"), str(path)).manifest
    if read is None:
        raise ValueError(f"{path} cannot be read")
    return read


def listed_conflicts(store: StateStore, name: ConnectionName) -> set[Conflict]:
    """The open conflicts, by the origin's object, id and field."""
    listed: set[Conflict] = set()
    for entry in store.ledger(name, [EntryKind.CONFLICT]):
        link = store.links_by_key(name, [entry.key])[entry.key]
        ours, _, theirs = entry.field.partition("=")
        field = ours if link.origin.value == "a" else theirs
        listed.add((entry.objects.of(link.origin), entry.key.record, field))
    return listed


def verdict_lines(verdict: Verdict, most: int = 10) -> list[str]:
    """The verdict for people: counts per flow, complaints, and a closing line."""
    lines = [
        f"{flow.name:<28} {flow.pairs:>6} pairs  {flow.fields:>7} fields compared  "
        f"{flow.conflicts} listed conflicts  {len(flow.complaints)} differ"
        for flow in verdict.flows
    ]
    complaints = [text for flow in verdict.flows for text in flow.complaints]
    lines += complaints[:most]
    if len(complaints) > most:
        lines.append(f"… and {len(complaints) - most} more")
    pairs = sum(flow.pairs for flow in verdict.flows)
    fields = sum(flow.fields for flow in verdict.flows)
    lines.append(
        f"The judge compared {fields} fields of {pairs} pairs: "
        + ("both orgs agree." if verdict.agreed else f"{len(complaints)} differences.")
    )
    return lines


def _ended(org: PlainOrg) -> Collection[str]:
    return [row["Record_Id__c"] for row in org.query(ENDED)]
