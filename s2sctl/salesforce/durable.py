"""Fields' durable ids: what stays when an admin changes a field's API name.

``FieldDefinition.DurableId`` (object reference, FieldDefinition): of a custom field its object's
and its own 15-character id, of a standard field its names. A query must name one object.
"""

from collections.abc import Iterable

from s2sctl.model.names import FieldName, ObjectName
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.composite import MOST_QUERIES, Part, ask
from s2sctl.salesforce.reading import body_of
from s2sctl.salesforce.shapes import mappings, text
from s2sctl.salesforce.soql import literal
from s2sctl.sync.chunks import chunks


def durable_ids(
    client: Client, names: Iterable[ObjectName]
) -> dict[ObjectName, dict[FieldName, str]]:
    """Each object's fields with their durable ids; five objects a call."""
    found: dict[ObjectName, dict[FieldName, str]] = {}
    for some in chunks(dict.fromkeys(names), MOST_QUERIES):
        answers = ask(client, [_part(client, name) for name in some])
        for name, answer in zip(some, answers, strict=True):
            rows = mappings(body_of(client, answer).get("records"))
            found[name] = {
                FieldName(text(row.get("QualifiedApiName"))): text(row.get("DurableId"))
                for row in rows
            }
    return found


def _part(client: Client, name: ObjectName) -> Part:
    soql = (
        "SELECT QualifiedApiName, DurableId FROM FieldDefinition "
        f"WHERE EntityDefinition.QualifiedApiName = {literal(name)}"
    )
    return Part(f"{client.root}query?q={soql.replace(' ', '+')}", query=True)
