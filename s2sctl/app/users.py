"""Users' names, for people who read ids badly."""

from collections.abc import Iterable

from s2sctl.app.book import describe
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.ports.org import Org, Query
from s2sctl.soql.literals import quote

USER, NAME = ObjectName("User"), FieldName("Name")


def user_names(org: Org, ids: Iterable[RecordId]) -> dict[RecordId, str]:
    """Users' names by id; one that is hidden is left out. A describe, and a query per 200."""
    wanted = sorted(ids)
    schema = describe(org, (USER,)).get(USER) if wanted else None
    if schema is None or schema.find(NAME) is None:
        return {}
    found: dict[RecordId, str] = {}
    for start in range(0, len(wanted), 200):
        listed = ",".join(quote(id) for id in wanted[start : start + 200])
        query = Query(schema, (NAME,), f"Id IN ({listed})", deleted=False)
        for page in org.read([query]):
            found.update((row.id, str(row.values.get(NAME) or row.id)) for row in page.records)
    return found
