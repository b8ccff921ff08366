"""Fields' durable ids: what stays when an admin changes a field's API name.

``FieldDefinition.DurableId`` (object reference, FieldDefinition): of a custom field its object's
and its own 15-character id, of a standard field its names. A query must name one object.
"""

from collections.abc import Iterable

from s2sctl.model.names import FieldName, ObjectName
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.composite import Part, ask_all, query_path
from s2sctl.salesforce.reading import body_of
from s2sctl.salesforce.shapes import mappings, text
from s2sctl.soql.literals import quote


def durable_ids(
    client: Client, names: Iterable[ObjectName]
) -> dict[ObjectName, dict[FieldName, str]]:
    """Each object's fields with their durable ids; five objects a call."""
    wanted = list(dict.fromkeys(names))
    answers = ask_all(client, [_part(client, name) for name in wanted])
    return {
        name: {
            FieldName(text(row.get("QualifiedApiName"))): text(row.get("DurableId"))
            for row in mappings(body_of(client, answer).get("records"))
        }
        for name, answer in zip(wanted, answers, strict=True)
    }


def _part(client: Client, name: ObjectName) -> Part:
    soql = (
        "SELECT QualifiedApiName, DurableId FROM FieldDefinition "
        f"WHERE EntityDefinition.QualifiedApiName = {quote(name)}"
    )
    return Part(query_path(client, soql), query=True)
