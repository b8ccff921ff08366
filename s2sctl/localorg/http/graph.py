"""Composites that are each done whole or not at all (REST guide: Composite Graphs)."""

import json
from collections.abc import Sequence

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http import composite
from s2sctl.localorg.http.composite import Done, Part
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.references import named_in
from s2sctl.localorg.http.routes import Call

# REST guide: Composite Graph Limits.
_MOST_NODES = 500
_MOST_GRAPHS = 75
_MOST_KINDS = 15
"""Of nodes in one payload: another version, method or object makes another kind."""
_DEEPEST = 15
_MOST_FAILED = 14
"""Graphs that may fail before the others are halted."""
_METHODS = ("DELETE", "GET", "PATCH", "POST")


def run(call: Call) -> Answer:
    """200 with each graph's answers and whether it was carried out. Charged as one call."""
    graphs = call.ask.json_object().get("graphs")
    if not isinstance(graphs, list) or not graphs:
        raise RequestError(400, "JSON_PARSER_ERROR", "graphs must be a list")
    if len(graphs) > _MOST_GRAPHS:
        text = f"The request can’t contain more than {_MOST_GRAPHS} graphs."
        raise RequestError(400, "LIMIT_EXCEEDED", text)
    nodes = [_nodes(graph) for graph in graphs]
    if sum(len(entries) for _, entries in nodes) > _MOST_NODES:
        text = f"The request can’t contain more than {_MOST_NODES} nodes."
        raise RequestError(400, "LIMIT_EXCEEDED", text)
    names = [name for name, _ in nodes]
    if len(set(names)) < len(names):
        raise RequestError(400, "INVALID_INPUT", "graphId must be unique")
    graphs_of_parts = [(name, composite.parts_of(entries)) for name, entries in nodes]
    _require_bounds([parts for _, parts in graphs_of_parts])
    return Answer(200, {"graphs": _all(call, graphs_of_parts)})


def _nodes(graph: object) -> tuple[str, list[object]]:
    entries = graph.get("compositeRequest") if isinstance(graph, dict) else None
    if not isinstance(graph, dict) or not isinstance(entries, list) or not graph.get("graphId"):
        text = "a graph must have a graphId and a compositeRequest"
        raise RequestError(400, "JSON_PARSER_ERROR", text)
    return str(graph["graphId"]), entries


def _require_bounds(graphs: Sequence[Sequence[Part]]) -> None:
    """Raise ``RequestError`` for a resource no graph takes, too many kinds, or too deep a graph."""
    kinds: set[tuple[str, ...]] = set()
    for parts in graphs:
        for part in parts:
            segments = composite.segments_of(part.url)
            if part.method not in _METHODS or segments[:1] != ["sobjects"]:
                text = f"The resource is not allowed in a composite graph: {part.method} {part.url}"
                raise RequestError(400, "INVALID_INPUT", text)
            kinds.add((part.method, composite.version_of(part.url), *segments[1:2]))
        if _depth(parts) > _DEEPEST:
            raise _exceeded(f"A graph can’t be deeper than {_DEEPEST} nodes.")
    if len(kinds) > _MOST_KINDS:
        raise _exceeded(f"The request can’t contain more than {_MOST_KINDS} different nodes.")


def _depth(parts: Sequence[Part]) -> int:
    """The nodes on the longest way from reference to reference."""
    depths: dict[str, int] = {}
    for part in parts:
        named = named_in(part.url) | named_in(json.dumps(part.body))
        depths[part.reference] = 1 + max((depths.get(name, 0) for name in named), default=0)
    return max(depths.values(), default=0)


def _exceeded(text: str) -> RequestError:
    return RequestError(400, "LIMIT_EXCEEDED", text)


def _all(call: Call, graphs: Sequence[tuple[str, list[Part]]]) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    failed = 0
    for name, parts in graphs:
        halted = failed > _MOST_FAILED
        done = composite.halted(parts) if halted else composite.whole(call, parts)
        told.append(_told(name, done))
        failed += not told[-1]["isSuccessful"]
    return told


def _told(name: str, done: Sequence[Done]) -> dict[str, object]:
    return {
        "graphId": name,
        "graphResponse": {"compositeResponse": [one.render() for one in done]},
        "isSuccessful": all(one.answer.status < 400 for one in done),
    }
