"""Answers of Bulk API 1.0 in its two languages: XML, or JSON where the request is JSON."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from s2sctl.localorg.bulk.envelopes import NAMESPACE
from s2sctl.localorg.http.exchange import Answer

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
XML = {"Content-Type": "application/xml"}
Fields = Mapping[str, object]


def element(name: str, fields: Fields, *, as_json: bool, status: int = 200) -> Answer:
    """One object: ``jobInfo``, ``batchInfo``, ``error``. XML leaves out what is null."""
    if as_json:
        return Answer(status, dict(fields))
    return Answer(status, _document(name, "\n".join(_lines(fields, " "))), XML)


def batch_list(batches: Iterable[Fields], *, as_json: bool) -> Answer:
    """The batches of a job."""
    if as_json:
        return Answer(200, {"batchInfo": [dict(one) for one in batches]})
    told = [" <batchInfo>\n" + "\n".join(_lines(one, "  ")) + "\n </batchInfo>" for one in batches]
    return Answer(200, _document("batchInfoList", "\n".join(told)), XML)


def results(lines: Iterable[bytes], content_type: str) -> Answer:
    """What became of each row of a batch, in the batch's own format."""
    told = [json.loads(line) for line in lines]
    if content_type == "JSON":
        return Answer(200, told)
    if content_type == "CSV":
        return Answer(200, _csv(told), {"Content-Type": "text/csv"})
    return Answer(200, _document("results", "\n".join(map(_result, told))), XML)


def result_list(ids: Iterable[str], *, as_json: bool) -> Answer:
    """The ids of a query batch's results."""
    if as_json:
        return Answer(200, list(ids))
    told = "".join(f"<result>{one}</result>" for one in ids)
    return Answer(200, _document("result-list", told), XML)


def records(lines: Iterable[bytes], content_type: str) -> Answer:
    """A query's records from their JSON lines."""
    told = [json.loads(line) for line in lines]
    if content_type == "JSON":
        return Answer(200, told)
    body = "\n".join(f" <records>{_record(one)}</records>" for one in told)
    return Answer(200, _document("queryResult", body), XML)


def _document(name: str, body: str) -> bytes:
    return f'{_DECLARATION}<{name}\n   xmlns="{NAMESPACE}">\n{body}\n</{name}>\n'.encode()


def _lines(fields: Fields, indent: str) -> list[str]:
    told = ((name, _text(value)) for name, value in fields.items() if value is not None)
    return [f"{indent}<{name}>{escape(text)}</{name}>" for name, text in told]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    # XML writes moments with Z, JSON with an offset (recorded: wire/bulk1).
    return text.replace("+0000", "Z") if text.endswith(".000+0000") else text


def _csv(told: list[dict[str, object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(("Id", "Success", "Created", "Error"))
    for one in told:
        writer.writerow(
            (one["id"] or "", _text(one["success"]), _text(one["created"]), _errors(one))
        )
    return out.getvalue().encode()


def _errors(one: Mapping[str, object]) -> str:
    errors = one["errors"]
    assert isinstance(errors, list)
    told = []
    for error in errors:
        fields = f"{','.join(error['fields'])} " if error["fields"] else ""
        told.append(f"{error['statusCode']}:{error['message']}:{fields}--")
    return ";".join(told)


def _result(one: Mapping[str, object]) -> str:
    errors = one["errors"]
    assert isinstance(errors, list)
    told = "".join(
        "<errors>"
        + "".join(f"<fields>{escape(name)}</fields>" for name in error["fields"])
        + f"<message>{escape(error['message'])}</message>"
        f"<statusCode>{error['statusCode']}</statusCode></errors>"
        for error in errors
    )
    record_id = f"<id>{one['id']}</id>" if one["id"] else '<id xsi:nil="true"/>'
    return (
        f' <result xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{told}{record_id}'
        f"<success>{_text(one['success'])}</success><created>{_text(one['created'])}</created>"
        "</result>"
    )


def _record(one: Mapping[str, object]) -> str:
    attributes = one.get("attributes")
    kind = attributes["type"] if isinstance(attributes, dict) else ""
    told = [f"<type>{kind}</type>"]
    for name, value in one.items():
        if name == "attributes" or value is None:
            continue
        inner = _record(value) if isinstance(value, dict) else escape(_text(value))
        told.append(f"<{name}>{inner}</{name}>")
    return "".join(told)
