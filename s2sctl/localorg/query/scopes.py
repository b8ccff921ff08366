"""USING SCOPE: whose rows a query is about.

Source: SOQL reference, "USING SCOPE". Teams, territories and scoping rules are features that an
org has to switch on; the local org has them off, as a plain org has.
"""

from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.query import complaint
from s2sctl.localorg.query.asking import Asking, Sql

INVALID_SCOPE = "INVALID_QUERY_SCOPE"


def scoped(asking: Asking, definition: ObjectDefinition, alias: str, scope: str) -> Sql | None:
    """The condition that a scope adds; None where it adds none.

    Raises ``INVALID_QUERY_SCOPE`` for a scope that the object has not.
    """
    user = str(asking.viewer.user_id)
    match scope.lower():
        case "" | "everything":
            return None
        case "mine" if definition.find("OwnerId"):
            return Sql(f'{alias}."OwnerId" = ?', (user,))
        case "delegated" if definition.name == "Task":
            return Sql(f'({alias}."CreatedById" = ? AND {alias}."OwnerId" <> ?)', (user, user))
        case _:
            text = f"sObject type '{definition.name}' does not support scope '{scope}'."
            raise complaint.plain_complaint(INVALID_SCOPE, text)
