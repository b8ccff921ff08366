"""From tree to text, in one normal form: parsing what is rendered gives the same tree."""

from s2sctl.soql import tree
from s2sctl.soql.literals import Literal, literal_text

_SPELLED = {
    "TOLABEL": "toLabel",
    "CONVERTCURRENCY": "convertCurrency",
    "CONVERTTIMEZONE": "convertTimezone",
}


def render(part: tree.Query | tree.Condition | tree.Expression) -> str:
    """The SOQL of a query, of a condition, or of an expression, on one line."""
    match part:
        case tree.Query():
            return _query(part)
        case tree.FieldPath() | tree.Call() | tree.Distance():
            return _expression(part)
        case _:
            return _condition(part)


def _query(query: tree.Query) -> str:
    items = ", ".join(_item(item) for item in query.items)
    sources = ", ".join(_source(source) for source in (query.source, *query.joined))
    parts = [f"SELECT {items} FROM {sources}"]
    if query.scope:
        parts.append(f"USING SCOPE {query.scope}")
    if query.where is not None:
        parts.append(f"WHERE {_condition(query.where)}")
    parts.extend(_restrictions(query))
    if query.grouping is not None:
        parts.append(_grouping(query.grouping))
    if query.order:
        parts.append("ORDER BY " + ", ".join(_ordering(one) for one in query.order))
    if query.limit is not None:
        parts.append(f"LIMIT {query.limit}")
    if query.offset is not None:
        parts.append(f"OFFSET {query.offset}")
    parts.extend(query.tracked)
    if query.all_rows:
        parts.append("ALL ROWS")
    return " ".join(parts)


def _item(item: tree.Item) -> str:
    match item:
        case tree.Selected(expression, alias):
            return f"{_expression(expression)} {alias}".rstrip()
        case tree.CountAll():
            return "COUNT()"
        case tree.AllFields(group):
            return f"FIELDS({group})"
        case tree.Children(query):
            return f"({_query(query)})"
        case tree.TypeOf():
            return _type_of(item)


def _type_of(item: tree.TypeOf) -> str:
    cases = "".join(f" WHEN {name} THEN {_fields(fields)}" for name, fields in item.cases)
    otherwise = f" ELSE {_fields(item.otherwise)}" if item.otherwise else ""
    return f"TYPEOF {item.relationship}{cases}{otherwise} END"


def _fields(fields: tuple[tree.FieldPath, ...]) -> str:
    return ", ".join(str(field) for field in fields)


def _source(source: tree.Source) -> str:
    return f"{source.path} {source.alias}".rstrip()


def _restrictions(query: tree.Query) -> list[str]:
    parts = []
    if query.categories:
        filters = " AND ".join(_category(one) for one in query.categories)
        parts.append(f"WITH DATA CATEGORY {filters}")
    if query.mode:
        parts.append(f"WITH {query.mode}")
    return parts


def _category(one: tree.Category) -> str:
    names = one.names[0] if len(one.names) == 1 else f"({', '.join(one.names)})"
    return f"{one.group} {one.operator} {names}"


def _grouping(grouping: tree.Grouping) -> str:
    parts = ", ".join(_expression(part) for part in grouping.parts)
    text = f"GROUP BY {grouping.sets}({parts})" if grouping.sets else f"GROUP BY {parts}"
    return text if grouping.having is None else f"{text} HAVING {_condition(grouping.having)}"


def _ordering(one: tree.Ordering) -> str:
    direction = " DESC" if one.descending else " ASC"
    nulls = f" NULLS {one.nulls}" if one.nulls else ""
    return f"{_expression(one.expression)}{direction}{nulls}"


def _expression(expression: tree.Expression) -> str:
    match expression:
        case tree.FieldPath():
            return str(expression)
        case tree.Call(function, argument):
            return f"{_SPELLED.get(function, function)}({_expression(argument)})"
        case tree.Distance(location, latitude, longitude, unit):
            point = f"GEOLOCATION({latitude:f}, {longitude:f})"
            return f"DISTANCE({location}, {point}, '{unit}')"


def _condition(condition: tree.Condition) -> str:
    match condition:
        case tree.And(parts):
            return " AND ".join(_inner(part) for part in parts)
        case tree.Or(parts):
            return " OR ".join(_inner(part) for part in parts)
        case tree.Not(part):
            return f"NOT {_inner(part)}"
        case tree.Comparison(operand, operator, value):
            return f"{_expression(operand)} {operator} {literal_text(value)}"
        case tree.Membership(operand, values, negated):
            word = "NOT IN" if negated else "IN"
            inner = _query(values) if isinstance(values, tree.Query) else _values(values)
            return f"{_expression(operand)} {word} ({inner})"
        case tree.Inclusion(operand, values, negated):
            word = "EXCLUDES" if negated else "INCLUDES"
            return f"{_expression(operand)} {word} ({_values(values)})"


def _inner(condition: tree.Condition) -> str:
    text = _condition(condition)
    return f"({text})" if isinstance(condition, tree.And | tree.Or | tree.Not) else text


def _values(values: tuple[Literal, ...]) -> str:
    return ", ".join(literal_text(value) for value in values)
