"""Orders of the control endpoint that stand for a person's clicks: rules, merges, conversions.

What no REST resource does, but a person at a screen can, so that tests may have it happen.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias, TypeVar

from s2sctl.localorg import deployables, records
from s2sctl.localorg.definitions import ObjectDefinition, Rule
from s2sctl.localorg.deployables import ComponentProblem
from s2sctl.localorg.faults import RequestError, RowError
from s2sctl.localorg.http.exchange import Ask
from s2sctl.localorg.http.site import Site
from s2sctl.localorg.records.countries import keep_states_and_countries

Order: TypeAlias = Callable[[Site, Ask], dict[str, object]]
_Result = TypeVar("_Result")


def _text(body: Mapping[str, object], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise RequestError(400, "INVALID_INPUT", f"{name} must be a text")
    return value


def _rule(site: Site, ask: Ask) -> dict[str, object]:
    """``sobject``, ``kind``, ``name``, ``formula``, ``active``; every further key is a setting."""
    body = dict(ask.json_object())
    sobject, kind, name, formula = (
        _text(body, one) for one in ("sobject", "kind", "name", "formula")
    )
    active = body.get("active", True) is not False
    known = ("sobject", "kind", "name", "formula", "active")
    settings = tuple((key, _text(body, key)) for key in body if key not in known)
    rule = Rule(kind, name or kind, formula, settings, active)
    try:
        made = deployables.put_rule(site.org, sobject, rule)
    except ComponentProblem as problem:
        raise RequestError(400, "INVALID_INPUT", problem.problem) from None
    return {"made": made, "name": rule.name}


def _no_rules(site: Site, ask: Ask) -> dict[str, object]:
    gone = [(one.name, rule) for one in site.org.definitions for rule in one.rules]
    for sobject, rule in gone:
        deployables.remove_rule(site.org, sobject, rule.kind, rule.name)
    return {"removed": len(gone)}


def _merge(site: Site, ask: Ask) -> dict[str, object]:
    """``winner`` and ``losers``, ids of one object."""
    body = ask.json_object()
    winner, losers = _text(body, "winner"), body.get("losers")
    if not isinstance(losers, list):
        raise RequestError(400, "INVALID_INPUT", "losers must be a list of record ids")
    viewer = site.org.viewer(site.org.admin)
    definition = _object(site, winner)
    _done(lambda: records.merge(site.org, viewer, definition, winner, [str(one) for one in losers]))
    return {"winner": winner}


def _convert(site: Site, ask: Ask) -> dict[str, object]:
    """``lead``; ``opportunity`` true where one is to be made; the rest as ``Conversion``."""
    body = ask.json_object()
    lead = _text(body, "lead")
    how = records.Conversion(
        account=_text(body, "account"),
        contact=_text(body, "contact"),
        status=_text(body, "status"),
        opportunity=body.get("opportunity") is True,
        opportunity_name=_text(body, "opportunity_name"),
    )
    viewer = site.org.viewer(site.org.admin)
    made = _done(lambda: records.convert_lead(site.org, viewer, lead, how))
    return {"account": made.account, "contact": made.contact, "opportunity": made.opportunity}


def _undelete(site: Site, ask: Ask) -> dict[str, object]:
    record_id = _text(ask.json_object(), "id")
    viewer = site.org.viewer(site.org.admin)
    definition = _object(site, record_id)
    _done(lambda: records.undelete(site.org, viewer, definition, record_id))
    return {"id": record_id}


def _states(site: Site, ask: Ask) -> dict[str, object]:
    keep_states_and_countries(site.org)
    return {"states_and_countries": True}


def _rename(site: Site, ask: Ask) -> dict[str, object]:
    """``sobject``, ``field``, and the new ``name``."""
    body = ask.json_object()
    sobject, field, name = (_text(body, one) for one in ("sobject", "field", "name"))
    _deployed(site, lambda: deployables.rename_field(site.org, sobject, field, name))
    return {"field": name}


def _unfield(site: Site, ask: Ask) -> dict[str, object]:
    """``sobject`` and ``field``."""
    body = ask.json_object()
    sobject, field = _text(body, "sobject"), _text(body, "field")
    _deployed(site, lambda: deployables.remove_field(site.org, sobject, field))
    return {"field": field}


def _deployed(site: Site, act: Callable[[], None]) -> None:
    try:
        with site.org.database.transaction():
            act()
    except ComponentProblem as problem:
        site.org.reload_definitions()
        raise RequestError(400, "INVALID_INPUT", problem.problem) from None
    site.org.forget_viewers()
    # Definitions are told as they were at a stamp; this one may be the same second's.
    site.library.close()


def _object(site: Site, record_id: str) -> ObjectDefinition:
    definition = site.org.definitions.by_prefix(record_id[:3])
    if definition is None:
        raise RequestError(400, "MALFORMED_ID", f"malformed id {record_id}")
    return definition


def _done(act: Callable[[], _Result]) -> _Result:
    try:
        return act()
    except RowError as error:
        raise RequestError(400, error.status_code, error.message, error.fields) from None


ADMIN_ORDERS: dict[tuple[str, str], Order] = {
    ("POST", "rules"): _rule,
    ("DELETE", "rules"): _no_rules,
    ("POST", "merge"): _merge,
    ("POST", "convert"): _convert,
    ("POST", "undelete"): _undelete,
    ("POST", "states"): _states,
    ("POST", "rename"): _rename,
    ("POST", "unfield"): _unfield,
}
"""Each answers a JSON object, or raises ``RequestError``."""
