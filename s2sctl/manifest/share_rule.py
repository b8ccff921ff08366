"""Whether a share rule is SOQL, and one that stamps can follow. Pure.

A record is looked at again when its own stamp moves. A rule whose answer can change while the
record's stamp stands still would be applied too late or never (design §6).
"""

from collections.abc import Iterator

from s2sctl.manifest.index import Index
from s2sctl.model.finding import Finding


def share_rule_findings(
    path: str, where: str, index: Index, *, whole: bool = False
) -> Iterator[Finding]:
    """What is wrong with the condition ``where``, which stands at ``path``.

    ``whole`` where the object is read whole now and then: a full compare finds the records whose
    place in the rule changed though no stamp moved.
    """
    # The grammar takes a moment to build: only those who have a rule wait for it.
    from s2sctl.soql import SoqlError, fields_of, parse_condition, relative_dates_of, subqueries_of

    try:
        condition = parse_condition(where)
    except SoqlError as error:
        place = index.inside(path, error.offset, 1)
        help = error.help or "a condition as in SOQL's WHERE: Status = 'Open' AND Amount > 1000"
        text = f"not a SOQL condition: {error.message}"
        yield Finding("S2S201", path, text, help, place=place)
        return
    for field in fields_of(condition):
        name = str(field)
        place = index.inside(path, field.at, len(name))
        if len(field.parts) > 1 and not whole:
            text = f"{name} belongs to another object: when it changes, no stamp here moves"
            help = "use a field of the object itself; a Flow can copy the value there"
            yield Finding("S2S202", path, text, help, place=place)
        elif name.lower() in ("s2s_key__c", "s2s_connection__c"):
            text = f"{name} is s2sctl's own mark and has no place in a rule"
            yield Finding("S2S202", path, text, "copies are never sent back anyway", place=place)
    for date in () if whole else relative_dates_of(condition):
        place = index.inside(path, date.at, len(date.name))
        text = f"{date.name} moves with the calendar: records would enter and leave unseen"
        yield Finding("S2S202", path, text, "use a fixed date, 2026-01-31", place=place)
    if subqueries_of(condition) and not whole:
        text = "a subquery looks at other objects: when they change, no stamp here moves"
        help = "use a field of the object itself"
        yield Finding("S2S202", path, text, help, place=index.place(path))
