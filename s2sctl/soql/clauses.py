"""From lark's nodes to the tree of a query and of its conditions."""

from s2sctl.soql import tree
from s2sctl.soql.expressions import (
    Node,
    call,
    expression,
    literal,
    node,
    nodes,
    offset,
    path,
    plain,
    tokens,
)
from s2sctl.soql.fault import SoqlError

_ITEMS = ("selected", "count_all", "all_fields", "typeof", "subselect")
_CONDITIONS = (
    "comparison",
    "membership",
    "inclusion",
    "grouped",
    "and_list",
    "or_list",
    "negation",
)
_FIELD_GROUPS = ("ALL", "STANDARD", "CUSTOM")


def query(found: Node) -> tree.Query:
    """The tree of a ``query`` node."""
    sources = [_source(one) for one in nodes(found, "source")]
    where, restriction = node(found, "where"), node(found, "with")
    group, order = node(found, "group"), node(found, "order")
    return tree.Query(
        items=tuple(_item(one) for one in nodes(found, *_ITEMS)),
        source=sources[0],
        joined=tuple(sources[1:]),
        scope=_scope(node(found, "scope")),
        where=None if where is None else condition(nodes(where)[0]),
        categories=() if restriction is None else _categories(restriction),
        mode="" if restriction is None else _mode(restriction),
        grouping=None if group is None else _grouping(group),
        order=() if order is None else tuple(_ordering(one) for one in nodes(order)),
        limit=_count(node(found, "limit")),
        offset=_count(node(found, "offset")),
        tracked=tuple(word for one in nodes(found, "tracked") for word in _tracked(one)),
        all_rows=node(found, "rows") is not None,
    )


def condition(found: Node) -> tree.Condition:
    """The tree of one condition's node."""
    match found.data:
        case "grouped":
            return condition(nodes(found)[0])
        case "negation":
            return tree.Not(condition(nodes(found)[0]))
        case "and_list":
            return tree.And(tuple(condition(one) for one in nodes(found)))
        case "or_list":
            return tree.Or(tuple(condition(one) for one in nodes(found)))
        case "comparison":
            return _comparison(found)
        case "membership":
            return _membership(found)
        case _:
            return _inclusion(found)


def _comparison(found: Node) -> tree.Comparison:
    operand = expression(found)
    operator = tokens(found, "OPERATOR")[0].upper()
    value = literal(nodes(found, "literal")[0])
    return tree.Comparison(operand, "!=" if operator == "<>" else operator, value, operand.at)


def _membership(found: Node) -> tree.Membership:
    operand, inner = expression(found), node(found, "subselect")
    negated = bool(tokens(found, "NOT"))
    if inner is not None:
        return tree.Membership(operand, _joined_query(inner), negated, operand.at)
    values = nodes(found, "values")[0]
    return tree.Membership(
        operand, tuple(literal(one) for one in nodes(values)), negated, operand.at
    )


def _joined_query(found: Node) -> tree.Query:
    joined = query(nodes(found)[0])
    for item in joined.items:
        if isinstance(item, tree.TypeOf):
            raise SoqlError("unexpected token: 'TYPEOF'", item.at)
    return joined


def _inclusion(found: Node) -> tree.Inclusion:
    operand, values = expression(found), nodes(found, "values")[0]
    negated = bool(tokens(found, "EXCLUDES"))
    return tree.Inclusion(
        operand, tuple(literal(one) for one in nodes(values)), negated, operand.at
    )


def _item(found: Node) -> tree.Item:
    match found.data:
        case "selected":
            names = tokens(found, "NAME")
            return tree.Selected(expression(found), plain(names[0]) if names else "")
        case "count_all":
            return tree.CountAll(offset(tokens(found)[0]))
        case "all_fields":
            return _all_fields(found)
        case "typeof":
            return _type_of(found)
        case _:
            return tree.Children(query(nodes(found)[0]))


def _all_fields(found: Node) -> tree.AllFields:
    name = tokens(found)[0]
    if name.upper() not in _FIELD_GROUPS:
        raise SoqlError(
            f"unexpected token: '{name}'",
            offset(name),
            help="FIELDS takes ALL, STANDARD or CUSTOM.",
        )
    return tree.AllFields(name.upper(), offset(name))


def _type_of(found: Node) -> tree.TypeOf:
    relationship = path(tokens(found, "NAME")[0])
    cases = []
    for one in nodes(found, "case"):
        name, *fields = tokens(one)
        cases.append((plain(name), tuple(path(field) for field in fields)))
    otherwise = node(found, "otherwise")
    rest = () if otherwise is None else tuple(path(field) for field in tokens(otherwise))
    return tree.TypeOf(relationship, tuple(cases), rest, relationship.at)


def _source(found: Node) -> tree.Source:
    name, *alias = tokens(found)
    return tree.Source(path(name), plain(alias[0]) if alias else "")


def _scope(found: Node | None) -> str:
    return "" if found is None else plain(tokens(found)[0])


def _mode(found: Node) -> str:
    restriction = node(found, "with_mode")
    return "" if restriction is None else tokens(restriction)[0].upper()


def _categories(found: Node) -> tuple[tree.Category, ...]:
    restriction = node(found, "with_category")
    if restriction is None:
        return ()
    return tuple(_category(one) for one in nodes(restriction))


def _category(found: Node) -> tree.Category:
    group, *names = tokens(found, "NAME")
    operator = tokens(found, "CATEGORY_OPERATOR")[0].upper()
    return tree.Category(str(group), operator, tuple(str(name) for name in names))


def _grouping(found: Node) -> tree.Grouping:
    sets, having = node(found, "grouping_sets"), node(found, "having")
    return tree.Grouping(
        parts=tuple(_group_part(one) for one in nodes(sets or found, "grouping")),
        sets="" if sets is None else tokens(sets, "GROUPING_SETS")[0].upper(),
        having=None if having is None else condition(nodes(having)[0]),
    )


def _group_part(found: Node) -> tree.FieldPath | tree.Call:
    inner = nodes(found)[0]
    return call(inner) if inner.data == "call" else path(tokens(inner)[0])


def _ordering(found: Node) -> tree.Ordering:
    direction, nulls = tokens(found, "DIRECTION"), tokens(found, "NULLS_PLACE")
    return tree.Ordering(
        expression(found),
        descending=bool(direction) and direction[0].upper() == "DESC",
        nulls=nulls[0].upper() if nulls else "",
    )


def _count(found: Node | None) -> int | None:
    return None if found is None else int(tokens(found)[0])


def _tracked(found: Node) -> tuple[str, ...]:
    words = {"TRACKED_AS": "FOR", "COUNTED_AS": "UPDATE"}
    return tuple(f"{words[token.type]} {token.upper()}" for token in tokens(found))
