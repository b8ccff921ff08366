"""Rows in JSON or XML, as Bulk API 1.0 takes them, turned into the CSV that jobs work on.

Source: Bulk API guide, "Prepare Data Files". A value that is not said leaves the field; null, and
an empty text, clear it.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from s2sctl.localorg.bulk.columns import NULL
from s2sctl.localorg.bulk.refusal import BatchRefused

NAMESPACE = "http://www.force.com/2009/06/asyncapi/dataload"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def as_csv(content: bytes, content_type: str) -> bytes:
    """The rows as CSV with LF. Raises ``BatchRefused`` for what is no such envelope."""
    if content_type == "CSV":
        return content
    rows = list(_json_rows(content) if content_type == "JSON" else _xml_rows(content))
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return out.getvalue().encode()


def _json_rows(content: bytes) -> Iterator[dict[str, str]]:
    try:
        said = json.loads(content)
    except ValueError:
        raise BatchRefused("InvalidBatch : Failed to parse JSON") from None
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise BatchRefused("InvalidBatch : The JSON must be a list of records")
    for one in said:
        yield dict(_json_cells(one, ""))


def _json_cells(record: Mapping[str, object], trail: str) -> Iterator[tuple[str, str]]:
    attributes = record.get("attributes")
    kind = attributes.get("type") if isinstance(attributes, dict) and trail else None
    for name, value in record.items():
        if name == "attributes":
            continue
        if isinstance(value, dict):
            yield from _json_cells(value, f"{trail}{name}.")
            continue
        yield (f"{kind}:" if kind else "") + trail + name, _text(value)


def _text(value: object) -> str:
    if value is None or value == "":
        return NULL
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _xml_rows(content: bytes) -> Iterator[dict[str, str]]:
    for record in parse_xml(content):
        yield dict(_xml_cells(record, ""))


def _xml_cells(record: ElementTree.Element, trail: str) -> Iterator[tuple[str, str]]:
    for one in record:
        name = local_name(one)
        inner = one.find(f"{{{NAMESPACE}}}sObject")
        if inner is not None:
            yield from _xml_cells(inner, f"{trail}{name}.")
        elif name != "type":
            nil = one.get(_NIL) == "true" or not one.text
            yield trail + name, NULL if nil else str(one.text)


def parse_xml(content: bytes) -> ElementTree.Element:
    """The document's root. Raises ``BatchRefused`` for what is no XML, or defines entities."""
    try:
        if b"<!DOCTYPE" in content:
            raise ElementTree.ParseError
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise BatchRefused("InvalidXML : Failed to parse XML") from None


def local_name(element: ElementTree.Element) -> str:
    """The tag without its namespace."""
    return element.tag.rpartition("}")[2]
