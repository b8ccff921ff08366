"""Composites that are each done whole or not at all (REST guide: Composite Graphs)."""

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http import composite
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call

_MOST_NODES = 500
_MOST_GRAPHS = 75
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
    return Answer(200, {"graphs": [_one(call, name, entries) for name, entries in nodes]})


def _nodes(graph: object) -> tuple[str, list[object]]:
    entries = graph.get("compositeRequest") if isinstance(graph, dict) else None
    if not isinstance(graph, dict) or not isinstance(entries, list) or not graph.get("graphId"):
        text = "a graph must have a graphId and a compositeRequest"
        raise RequestError(400, "JSON_PARSER_ERROR", text)
    return str(graph["graphId"]), entries


def _one(call: Call, name: str, entries: list[object]) -> dict[str, object]:
    parts = composite.parts_of(entries)
    for part in parts:
        if part.method not in _METHODS or composite.segments_of(part.url)[:1] != ["sobjects"]:
            text = f"The resource is not allowed in a composite graph: {part.method} {part.url}"
            raise RequestError(400, "INVALID_INPUT", text)
    done = composite.whole(call, parts)
    return {
        "graphId": name,
        "graphResponse": {"compositeResponse": [one.render() for one in done]},
        "isSuccessful": all(one.answer.status < 400 for one in done),
    }
