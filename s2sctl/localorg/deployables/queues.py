"""Queues: a Group of type Queue, the objects it takes, its members."""

from typing import TYPE_CHECKING

from s2sctl.localorg.deployables.metadata import Meta, flag, many, part, text, texts
from s2sctl.localorg.deployables.problem import ComponentProblem
from s2sctl.localorg.records import rows
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_FIND = """SELECT "Id" FROM "Group" WHERE "Type" = 'Queue' AND "DeveloperName" = ?"""


def put_queue(org: "LocalOrg", user_id: RecordId, name: str, meta: Meta) -> bool:
    """Make or replace a queue; whether it was made."""
    found = org.database.one(_FIND, (name,))
    values = {
        "Name": text(meta, "name") or name,
        "DeveloperName": name,
        "Email": text(meta, "email") or None,
        "DoesSendEmailToMembers": int(flag(meta, "doesSendEmailToMembers")),
    }
    if found is None:
        queue = rows.put_new(
            org, "Group", user_id, values | {"Type": "Queue", "OwnerId": org.org_id}
        )
    else:
        queue = RecordId(str(found[0]))
        rows.change_known(org, "Group", user_id, queue, values)
        org.database.execute('DELETE FROM "QueueSobject" WHERE "QueueId" = ?', (queue,))
        org.database.execute('DELETE FROM "GroupMember" WHERE "GroupId" = ?', (queue,))
    for one in many(meta, "queueSobject"):
        _take(org, user_id, queue, text(one, "sobjectType"))
    members = part(meta, "queueMembers") or {}
    users = part(members, "users") or {}
    for username in texts(users, "user"):
        _join(org, user_id, queue, username)
    org.forget_viewers()
    return found is None


def remove_queue(org: "LocalOrg", name: str) -> None:
    """Remove a queue that owns nothing."""
    found = org.database.one(_FIND, (name,))
    if found is None:
        raise ComponentProblem(f"No Queue named: {name} found")
    for definition in org.definitions:
        owns = definition.owned and org.database.one(
            f'SELECT 1 FROM "{definition.name}" WHERE "OwnerId" = ? LIMIT 1', found
        )
        if owns and definition.name != "Group":
            raise ComponentProblem(f"Queue {name} still owns {definition.label_plural}")
    for table, column in (("QueueSobject", "QueueId"), ("GroupMember", "GroupId"), ("Group", "Id")):
        org.database.execute(f'DELETE FROM "{table}" WHERE "{column}" = ?', found)
    org.forget_viewers()


def _take(org: "LocalOrg", user_id: RecordId, queue: RecordId, name: str) -> None:
    definition = org.definitions.find(name)
    takes = definition is not None and any(
        one.name == "OwnerId" and "Group" in one.reference_to for one in definition.fields
    )
    if definition is None or not takes:
        raise ComponentProblem(f"In field: sobjectType - no CustomObject named {name} found")
    rows.put_new(org, "QueueSobject", user_id, {"QueueId": queue, "SobjectType": definition.name})


def _join(org: "LocalOrg", user_id: RecordId, queue: RecordId, username: str) -> None:
    member = org.user_named(username)
    if member is None:
        raise ComponentProblem(f"In field: user - no User named {username} found")
    rows.put_new(org, "GroupMember", user_id, {"GroupId": queue, "UserOrGroupId": member})
