"""The partner's catalogue, for people and for scripts."""

from s2sctl.app.catalogue import Offer, Offered
from s2sctl.cli.answer import Json
from s2sctl.cli.views.tables import table
from s2sctl.metadata.types import describe_type


def offer_text(found: Offer, alias: str) -> str:
    """A table by object and field, and what was withdrawn."""
    name = found.record.name
    if not found.rows:
        return f"{name}: {alias} was not told of anything that the partner publishes."
    rows = [
        (one.object, one.field or "(records)", _type(one), _label(one), one.taken or "-")
        for one in found.rows
    ]
    lines = [table(("OBJECT", "FIELD", "TYPE", "LABEL", f"{alias.upper()} TAKES IT AS"), rows)]
    for left in found.catalogue.withdrawn:
        why = f": {left.reason}" if left.reason else ""
        lines.append(f"{left.what} is published no more, since {left.since}{why}")
    return "\n".join(lines)


def offer_json(found: Offer, alias: str) -> dict[str, Json]:
    """The catalogue for scripts; ``type`` is null where nobody told it."""
    return {
        "connection": found.record.name,
        "org": alias,
        "fields": [
            {
                "object": one.object,
                "field": one.field,
                "type": describe_type(one.known) if one.known else None,
                "label": one.known.label if one.known else None,
                "length": one.known.length if one.known else None,
                "subscribed": one.taken or None,
            }
            for one in found.rows
            if one.field
        ],
        "withdrawn": [
            {"what": one.what, "since": one.since, "reason": one.reason}
            for one in found.catalogue.withdrawn
        ],
    }


def _type(one: Offered) -> str:
    if not one.field:
        return ""
    return describe_type(one.known) if one.known else "?"


def _label(one: Offered) -> str:
    return one.known.label if one.known else ""
