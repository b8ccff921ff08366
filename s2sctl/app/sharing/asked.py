"""Which records a person means: by id, by a list of ids, by a condition."""

import csv
from collections.abc import Iterable, Sequence

from s2sctl.app.book import describe
from s2sctl.errors import UsageError
from s2sctl.metadata.offers import condition_findings
from s2sctl.model.finding import Severity
from s2sctl.model.ids import RecordId, id_help, is_id, to18
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import Org, Query

_USUAL = tuple(map(ObjectName, ("Account", "Contact", "Lead", "Case", "Opportunity", "User")))
"""Objects whose ids people mix up; described only to name one in an error."""


def record_ids(texts: Iterable[str]) -> tuple[RecordId, ...]:
    """Ids as typed, each once. Raises UsageError S2S433 for what is none, and for none at all."""
    texts = tuple(texts)
    wrong = [text for text in texts if not is_id(text)]
    if wrong or not texts:
        more = f" (and {len(wrong) - 5} more)" if len(wrong) > 5 else ""
        raise UsageError(
            f"Not a record id: {', '.join(wrong[:5])}{more}."
            if wrong
            else "No record id was given.",
            code="S2S433",
            help=id_help(wrong, "as in the record's address"),
        )
    return tuple(dict.fromkeys(to18(text) for text in texts))


def ids_in(lines: Iterable[str], source: str) -> tuple[RecordId, ...]:
    """The ids of a list: one a line, or a CSV whose header names a column Id.

    Blank lines count for nothing. Raises UsageError S2S433 naming the first lines that hold none.
    """
    rows = [row for row in csv.reader(lines) if any(cell.strip() for cell in row)]
    heads = [cell.strip().strip("\ufeff").lower() for cell in rows[0]] if rows else []
    column = heads.index("id") if "id" in heads else 0
    body = rows[1:] if "id" in heads else rows
    texts = [row[column].strip() if len(row) > column else "" for row in body]
    first = 2 if "id" in heads else 1
    wrong = [place for place, text in enumerate(texts, first) if not is_id(text.strip("\ufeff"))]
    if wrong or not texts:
        places = ", ".join(map(str, wrong[:5])) + (" and more" if len(wrong) > 5 else "")
        raise UsageError(
            f"{source} holds no record id in row {places}."
            if wrong
            else f"{source} holds no record id.",
            code="S2S433",
            help="one id a line, or a CSV file with a column Id",
        )
    return tuple(dict.fromkeys(to18(text.strip("\ufeff")) for text in texts))


def ids_where(org: Org, object_: ObjectName, where: str) -> tuple[RecordId, ...]:
    """The ids of the records a condition is true of now; nothing else of them is read.

    The condition is checked as a share rule's is, but for what only a lasting rule must not use
    (dates that move, formulas, other objects' fields: it is asked once). Raises UsageError
    S2S435 with what is wrong.
    """
    schema = describe(org, (object_,)).get(object_)
    if schema is None:
        raise _hidden(org, object_)
    for found in condition_findings("where", where, schema, str(org.alias)):
        if found.severity is Severity.ERROR:
            raise UsageError(f"--where: {found.message}.", code="S2S435", help=found.help)
    query = Query(schema, (), where, deleted=False)
    return tuple(row.id for page in org.read((query,)) for row in page.records)


def found_rows(
    org: Org, schema: ObjectSchema | None, ids: Sequence[RecordId]
) -> dict[RecordId, Record]:
    """Those of ``ids`` that are records of the object and that the login sees: id, key, stamps."""
    wanted = [one for one in ids if schema is not None and one.startswith(schema.key_prefix)]
    return org.fetch(schema, wanted, ()) if schema is not None and wanted else {}


def holder(ends: Sequence[Org], object_: ObjectName, ids: Sequence[RecordId]) -> Org:
    """Which end of a connection holds the records a command names.

    Raises UsageError S2S430 where none does or both do: the person has to say then.
    """
    if len(ends) == 1:
        return ends[0]
    # A long list is not fetched twice to find out whose it is.
    sample = ids[:200]
    holding = [
        org
        for org in ends
        if len(found_rows(org, describe(org, (object_,)).get(object_), sample)) == len(sample)
    ]
    if len(holding) != 1:
        check_prefix(ends, object_, ids)
        who = "Both orgs have" if holding else "Neither org has"
        raise UsageError(
            f"{who} the {object_} records of these ids.",
            code="S2S430",
            help="say whose they are, or were:  --org ALIAS",
        )
    return holding[0]


def check_prefix(orgs: Sequence[Org], object_: ObjectName, ids: Sequence[RecordId]) -> None:
    """Raise UsageError S2S430 naming the object an id belongs to, where no org here says it is
    ``object_``. Custom objects have prefixes of their own in each org.
    """
    seen = [describe(org, (object_, *_USUAL)) for org in orgs]
    prefixes = {one[object_].key_prefix for one in seen if object_ in one}
    foreign = [one for one in ids if one[:3] not in prefixes]
    if not foreign or not prefixes:
        return
    names = {schema.key_prefix: name for one in seen for name, schema in one.items()}
    owner = names.get(foreign[0][:3])
    raise UsageError(
        f"{foreign[0]} is no {object_}'s id{f', but of object {owner}' if owner else ''}."
        " Nothing was changed.",
        code="S2S430",
        help=f"name that object instead:  {owner} {foreign[0]}"
        if owner
        else f"ids of {object_} start with {' or '.join(sorted(prefixes))}",
    )


def _hidden(org: Org, object_: ObjectName) -> UsageError:
    return UsageError(
        f"{org.alias} has no object {object_}, or hides it from the login's user.",
        code="S2S430",
        help="check the object's API name",
    )
