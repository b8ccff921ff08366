"""Attachments and files: sizes, types, versions, documents, and where they are published.

Source: the object reference's pages of Attachment, ContentVersion and ContentDocument.
"""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Stored
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records import rows
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

Row = dict[str, Stored]

_TYPES = {"jpeg": "JPG", "doc": "WORD", "docx": "WORD_X", "xls": "EXCEL", "xlsx": "EXCEL_X",
          "txt": "TEXT", "ppt": "POWER_POINT", "pptx": "POWER_POINT_X"}  # fmt: skip
_OF_DOCUMENT = ("Title", "Description", "ContentSize", "FileType", "FileExtension", "SharingOption",
                "SharingPrivacy", "ContentModifiedDate")  # fmt: skip


def derive_attachment(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    """An attachment's size."""
    body = row.get("Body")
    if body is not None:
        row["BodyLength"] = len(base64.b64decode(str(body)))


def derive_version(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    """A version's type, size, checksum and number."""
    if before:
        return
    path, data = row.get("PathOnClient"), row.get("VersionData")
    missing = tuple(name for name in ("VersionData", "PathOnClient") if row.get(name) is None)
    if missing and not row.get("ContentUrl"):
        raise RowError(
            "REQUIRED_FIELD_MISSING",
            f"Required fields are missing: [{', '.join(missing)}]",
            missing,
        )
    name = PurePosixPath(str(path or "").replace("\\", "/"))
    extension = name.suffix[1:].lower()
    body = base64.b64decode(str(data or ""))
    row.setdefault("Title", name.stem or str(row.get("ContentUrl")))
    row |= {
        "FileExtension": extension or None,
        "FileType": _TYPES.get(extension, extension.upper() or "UNKNOWN"),
        "ContentSize": len(body),
        "Checksum": hashlib.md5(body, usedforsecurity=False).hexdigest(),
        "IsLatest": 1,
        "IsMajorVersion": 1,
        "PublishStatus": "P",
        "ContentModifiedDate": row.get("ContentModifiedDate") or org.clock.stamp(),
    }
    document = row.get("ContentDocumentId")
    count = org.database.one(
        'SELECT count(*) FROM "ContentVersion" WHERE "ContentDocumentId" = ?', (document,)
    )
    row["VersionNumber"] = str(int(str(count[0])) + 1 if count else 1)
    if document is None:
        row["ContentDocumentId"] = _new_document(org)


def derive_link(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    """Refuse a second link between a document and a record."""
    if before:
        return
    document, entity = row.get("ContentDocumentId"), row.get("LinkedEntityId")
    known = org.database.one(
        'SELECT 1 FROM "ContentDocumentLink" WHERE "ContentDocumentId" = ? '
        'AND "LinkedEntityId" = ? AND "IsDeleted" = 0',
        (document, entity),
    )
    if known is not None:
        text = f"Document with ID: {document} is already linked with the entity with ID: {entity}"
        raise RowError("DUPLICATE_VALUE", text, ("LinkedEntityId",))


def _new_document(org: "LocalOrg") -> RecordId:
    definition = org.definitions.find("ContentDocument")
    assert definition is not None
    return org.ids.mint(definition)


def publish(
    org: "LocalOrg", viewer: Viewer, record_id: RecordId, before: Mapping[str, Stored] | None
) -> None:
    """Make or renew the document of a new version, and link it where it was published first."""
    definition = org.definitions.find("ContentVersion")
    assert definition is not None
    version = rows.load(org, definition, record_id)
    assert version is not None
    document = str(version["ContentDocumentId"])
    said: Row = {one: version[one] for one in _OF_DOCUMENT} | {
        "LatestPublishedVersionId": record_id
    }
    known = org.database.one('SELECT 1 FROM "ContentDocument" WHERE "Id" = ?', (document,))
    if known is not None:
        rows.change_known(org, "ContentDocument", viewer.user_id, document, said)
        org.database.execute(
            'UPDATE "ContentVersion" SET "IsLatest" = 0 WHERE "ContentDocumentId" = ? '
            'AND "Id" <> ? AND "IsLatest" = 1',
            (document, record_id),
        )
        return
    owner = version["OwnerId"]
    said |= {"Id": document, "OwnerId": owner, "PublishStatus": "P"}
    rows.put_new(org, "ContentDocument", viewer.user_id, said)
    _link(org, viewer, document, owner, "I")
    place = version["FirstPublishLocationId"]
    if place is not None and place != owner:
        _link(org, viewer, document, place, "V")


def _link(org: "LocalOrg", viewer: Viewer, document: str, entity: Stored, share: str) -> None:
    values: Row = {
        "ContentDocumentId": document,
        "LinkedEntityId": entity,
        "ShareType": share,
        "Visibility": "AllUsers",
    }
    rows.put_new(org, "ContentDocumentLink", viewer.user_id, values)
