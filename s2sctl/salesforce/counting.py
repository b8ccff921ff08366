"""How many rows queries would bring, many queries to a call."""

from collections.abc import Sequence

from s2sctl.ports.org import Query
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.composite import Part, ask_all, query_path
from s2sctl.salesforce.reading import body_of
from s2sctl.salesforce.shapes import whole
from s2sctl.salesforce.soql import render_count


def count(client: Client, queries: Sequence[Query]) -> tuple[int, ...]:
    """The ``totalSize`` of each query; 0 where its ranges leave nothing to ask for."""
    asked = {
        place: Part(query_path(client, soql, deleted=query.deleted), query=True)
        for place, query in enumerate(queries)
        if (soql := render_count(query)) is not None
    }
    answers = ask_all(client, tuple(asked.values()))
    found = {
        place: whole(body_of(client, answer).get("totalSize"))
        for place, answer in zip(asked, answers, strict=True)
    }
    return tuple(found.get(place, 0) for place in range(len(queries)))
