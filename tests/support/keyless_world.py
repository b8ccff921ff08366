"""Cases and what hangs on them: objects that can hold no key of ours."""

from dataclasses import replace

from s2sctl.manifest.manifest import Terms, WhenShareEnds
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import ChildRelationship, FieldSchema, ObjectSchema
from tests.support.world import World, lookup, publish, schema, subscribe, text, world

CASE = schema(
    "Case",
    "500",
    text("Subject", 255),
    text("Status", 40),
    children=[ChildRelationship(ObjectName("CaseComment"), FieldName("ParentId"), True)],
)


def keyless(name: str, prefix: str, *fields: FieldSchema) -> ObjectSchema:
    made = schema(name, prefix, *fields)
    kept = {one: known for one, known in made.fields.items() if not one.startswith("S2S_")}
    return replace(made, fields=kept)


COMMENT = keyless(
    "CaseComment",
    "00a",
    lookup("ParentId", "Case", nillable=False, updateable=False),
    text("CommentBody", 4000),
    FieldSchema(FieldName("IsPublished"), "boolean", "Published", nillable=False),
)

FIELDS = ("ParentId", "CommentBody", "IsPublished")


def cases(
    *,
    ends: WhenShareEnds = WhenShareEnds.REMOVE,
    back: bool = False,
    by_parent: bool = False,
) -> World:
    """Cases and their comments go from a to b, by a rule that takes every comment or by their
    parent; with ``back`` b's comments go to a too."""
    follows = ("ParentId",) if by_parent else ()
    rule = None if by_parent else "Id != NULL"
    offers = (
        publish("Case", "Subject", "Status", where="Status != 'Draft'"),
        publish("CaseComment", *FIELDS, where=rule, follow=follows),
    )
    takes = (
        subscribe("Case", "Subject", "Status", ends=ends),
        subscribe("CaseComment", *FIELDS, ends=ends),
    )
    a = Terms(offers, takes if back else ())
    b = Terms(offers if back else (), takes)
    made = world(a, b)
    for org in (made.a, made.b):
        org.schemas |= {CASE.name: CASE, COMMENT.name: COMMENT}
    return made


ATTACHMENT = keyless(
    "Attachment",
    "00P",
    lookup("ParentId", "Case", nillable=False, updateable=False),
    text("Name", 255, nillable=False),
    FieldSchema(FieldName("IsPrivate"), "boolean", "Private", nillable=False),
    FieldSchema(FieldName("Body"), "base64", "Body", nillable=False),
)


def attachments(max_file_mb: int | None = None) -> World:
    """Cases and their attachments go from a to b."""
    fields = ("ParentId", "Name", "Body")
    a = Terms(
        (
            publish("Case", "Subject", "Status", where="Status != 'Draft'"),
            publish("Attachment", *fields, follow="ParentId"),
        )
    )
    taken = replace(subscribe("Attachment", *fields), max_file_mb=max_file_mb)
    b = Terms((), (subscribe("Case", "Subject", "Status"), taken))
    made = world(a, b)
    for org in (made.a, made.b):
        org.schemas |= {CASE.name: CASE, ATTACHMENT.name: ATTACHMENT}
    return made


DOCUMENT = keyless(
    "ContentDocument",
    "069",
    text("Title", 255, nillable=False),
    text("Description", 1000),
    text("FileExtension", 40),
    FieldSchema(FieldName("VersionData"), "base64", "Version Data", nillable=False),
    FieldSchema(
        FieldName("LinkedEntityId"),
        "reference",
        reference_to=(ObjectName("Case"), ObjectName("Account")),
    ),
)
FILE_FIELDS = ("Title", "Description", "FileExtension", "VersionData", "LinkedEntityId")


def documents(*, back: bool = False, ends: WhenShareEnds = WhenShareEnds.REMOVE) -> World:
    """Cases and accounts, and the documents linked to them, go from a to b; with ``back`` what
    is changed of a document in b goes to a too."""
    rule = {"follow": "LinkedEntityId"}
    a = Terms(
        (
            publish("Account", "Name", where="Phone = NULL"),
            publish("Case", "Subject", "Status", where="Status != 'Draft'"),
            publish("ContentDocument", *FILE_FIELDS, **rule),
        ),
        (subscribe("ContentDocument", *FILE_FIELDS),) if back else (),
    )
    b = Terms(
        (publish("ContentDocument", *FILE_FIELDS),) if back else (),
        (
            subscribe("Account", "Name"),
            subscribe("Case", "Subject", "Status", ends=ends),
            subscribe("ContentDocument", *FILE_FIELDS, ends=ends),
        ),
    )
    made = world(a, b)
    for org in (made.a, made.b):
        org.schemas |= {CASE.name: CASE, DOCUMENT.name: DOCUMENT}
    return made
