"""Permission sets for the running user."""

from s2sctl.errors import UsageError
from s2sctl.model.ids import RecordId
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.composite import Part, ask, query_path
from s2sctl.salesforce.faults import Failure, Problem
from s2sctl.salesforce.reading import body_of
from s2sctl.salesforce.retry import Repeat
from s2sctl.salesforce.shapes import mapping, mappings, text
from s2sctl.soql.literals import quote

_THERE_ALREADY = "DUPLICATE_VALUE"


def assign(client: Client, name: str, user: RecordId) -> bool:
    """Assign the permission set of that API name to ``user``; whether that was needed.

    Two calls at most. An assignment that somebody else makes meanwhile counts as not needed.
    """
    sets, assignments = (
        mappings(body_of(client, answer).get("records"))
        for answer in ask(
            client,
            [
                _query(client, f"SELECT Id FROM PermissionSet WHERE Name = {quote(name)}"),
                _query(
                    client,
                    "SELECT Id FROM PermissionSetAssignment "
                    f"WHERE PermissionSet.Name = {quote(name)} AND AssigneeId = '{user}'",
                ),
            ],
        )
    )
    if assignments:
        return False
    if not sets:
        raise UsageError(
            f"{client.alias} has no permission set {name}",
            code="S2S609",
            help=f"deploy it first: `s2sctl org enable {client.alias}`",
        )
    return _create(client, text(sets[0].get("Id")), user)


def _query(client: Client, soql: str) -> Part:
    return Part(query_path(client, soql), query=True)


def _create(client: Client, permission_set: str, user: RecordId) -> bool:
    body = {"PermissionSetId": permission_set, "AssigneeId": user}

    def once() -> bool:
        try:
            mapping(client.send("POST", "sobjects/PermissionSetAssignment", body))
        except Failure as failure:
            if _known(failure.problem):
                return False
            raise
        return True

    return client.persist(Repeat.WRITE, once)


def _known(problem: Problem) -> bool:
    return problem.code == _THERE_ALREADY
