"""The judge: reads both orgs with plain queries and says whether they agree.

It knows the two manifests and nothing of the sync. A pair is an origin that its rule shares and
the row in the partner org whose ``S2S_Key__c`` names it. Every mapped field of every pair is
compared; a difference passes only if it is a listed conflict. A lookup to a record whose share
ended, and whose copy was kept, is null where it was sent since, and the kept copy where not.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from s2sctl.demo.plain import PlainOrg, Row
from s2sctl.manifest.manifest import FieldMapping, Manifest, Publication, Subscription

Conflict = tuple[str, str, str]
"""A listed conflict: the origin's object, the origin's id, the origin's field."""


@dataclass(frozen=True, slots=True)
class Party:
    """One org before the judge: how to read it, its id, and its side's manifest."""

    org: PlainOrg
    org_id: str
    manifest: Manifest


@dataclass(slots=True)
class FlowVerdict:
    """What was compared for one flow, and every complaint, with values left out."""

    name: str
    pairs: int = 0
    fields: int = 0
    conflicts: int = 0
    complaints: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All flows. ``agreed`` when nothing but listed conflicts differs."""

    flows: tuple[FlowVerdict, ...]

    @property
    def agreed(self) -> bool:
        """Whether there is nothing to complain about."""
        return not any(flow.complaints for flow in self.flows)


@dataclass(frozen=True, slots=True)
class _Flow:
    """One object from ``home`` to ``away``, its rows read once."""

    home: Party
    away: Party
    publication: Publication
    subscription: Subscription
    origins: Mapping[str, Row]
    copies: tuple[tuple[str, Row], ...]
    """Origin id and copy, duplicates included."""


@dataclass(frozen=True, slots=True)
class _Partners:
    """Records by org and id: what each is in the other org, and which are shared no more."""

    known: Mapping[tuple[str, str], str]
    ended: Collection[tuple[str, str]]


def judge(
    one: Party, two: Party, listed: Collection[Conflict], ended: Collection[str] = ()
) -> Verdict:
    """Compare everything shared between two orgs.

    ``listed`` are the conflicts that wait for a person; ``ended`` the ids of origins whose share
    was ended by hand.
    """
    flows = [flow for pair in ((one, two), (two, one)) for flow in _flows(*pair, ended)]
    partners = _partners(flows)
    return Verdict(tuple(_judge_flow(flow, partners, listed) for flow in flows))


def _partners(flows: Collection[_Flow]) -> _Partners:
    known: dict[tuple[str, str], str] = {}
    ended: set[tuple[str, str]] = set()
    for flow in flows:
        for origin, row in flow.copies:
            home, away = (flow.home.org_id, origin), (flow.away.org_id, str(row["Id"]))
            known |= {home: away[1], away: home[1]}
            if origin not in flow.origins:
                ended |= {home, away}
    return _Partners(known, ended)


def _flows(home: Party, away: Party, ended: Collection[str]) -> Iterator[_Flow]:
    for publication in home.manifest.terms.publish:
        subscription = away.manifest.terms.subscription(publication.object)
        rule = publication.share.where
        if subscription is None or rule is None:
            continue
        names = sorted({"Id", *publication.fields})
        origins = {
            row["Id"]: row
            for row in home.org.query(
                f"SELECT {', '.join(names)} FROM {publication.object} WHERE {rule}"
            )
            if row["Id"] not in ended
        }
        targets = sorted({"Id", "S2S_Key__c", *(link.target for link in subscription.fields)})
        copies = tuple(
            (row["S2S_Key__c"].partition("/")[2], row)
            for row in away.org.query(
                f"SELECT {', '.join(targets)} FROM {subscription.target} "
                f"WHERE S2S_Key__c LIKE '{home.org_id}/%'"
            )
        )
        yield _Flow(home, away, publication, subscription, origins, copies)


def _judge_flow(flow: _Flow, partners: _Partners, listed: Collection[Conflict]) -> FlowVerdict:
    name = f"{flow.publication.object} {flow.home.manifest.org} -> {flow.away.manifest.org}"
    verdict = FlowVerdict(name)
    seen: set[str] = set()
    for origin, copy in flow.copies:
        if origin in seen:
            verdict.complaints.append(f"{name}: {origin} has more than one copy")
        seen.add(origin)
        if origin in flow.origins:
            verdict.pairs += 1
            _compare(flow, flow.origins[origin], copy, partners, listed, verdict)
    for missing in flow.origins.keys() - seen:
        verdict.complaints.append(f"{name}: {missing} has no copy")
    return verdict


def _compare(
    flow: _Flow,
    origin: Row,
    copy: Row,
    partners: _Partners,
    listed: Collection[Conflict],
    verdict: FlowVerdict,
) -> None:
    for link in flow.subscription.fields:
        verdict.fields += 1
        expected = _expected(link, origin[link.source], _translator(flow, partners))
        shown = _plain(copy[link.target])
        if expected == shown:
            continue
        if shown is None and (flow.home.org_id, origin[link.source]) in partners.ended:
            continue
        if (flow.publication.object, origin["Id"], link.source) in listed:
            verdict.conflicts += 1
            continue
        verdict.complaints.append(
            f"{verdict.name}: {origin['Id']}.{link.source} and {copy['Id']}.{link.target} differ"
        )


def _translator(flow: _Flow, partners: _Partners) -> Callable[[object], object]:
    """Ids of the home org become ids of the away org; anything else stays what it is."""

    def translate(value: object) -> object:
        looks_like_id = isinstance(value, str) and len(value) == 18 and value.isalnum()
        return partners.known.get((flow.home.org_id, str(value))) if looks_like_id else value

    return translate


def _expected(link: FieldMapping, value: object, translate: Callable[[object], object]) -> object:
    """What the copy should show, by the manifest alone."""
    plain = _plain(value)
    if link.source.endswith("Id") or link.source.endswith("__c"):
        plain = translate(plain)
    if link.values is not None and isinstance(plain, str):
        plain = dict(link.values).get(plain, link.default)
    if link.truncate is not None and isinstance(plain, str):
        # Salesforce counts an emoji as two characters, and trims what it stores at both ends.
        units = plain.encode("utf-16-le")[: 2 * link.truncate]
        plain = units.decode("utf-16-le", errors="ignore").strip() or None
    return plain


def _plain(value: object) -> object:
    """Empty text is null, and a multi-select's order means nothing."""
    if value == "":
        return None
    if isinstance(value, str) and ";" in value and "\n" not in value:
        return ";".join(sorted(value.split(";")))
    return value
