"""From lark's nodes to fields, functions and literals."""

from decimal import Decimal
from typing import TypeAlias

from lark import Token, Tree

from s2sctl.soql import literals
from s2sctl.soql.fault import SoqlError
from s2sctl.soql.functions import FUNCTIONS
from s2sctl.soql.tree import Call, Distance, Expression, FieldPath

Node: TypeAlias = Tree[Token]
"""One rule's match in lark's parse."""


def nodes(parent: Node, *rules: str) -> list[Node]:
    """The children that are rules, in order; only those of the named rules where some are."""
    return [
        child
        for child in parent.children
        if isinstance(child, Tree) and (not rules or child.data in rules)
    ]


def node(parent: Node, *rules: str) -> Node | None:
    """The first of ``nodes``."""
    return next(iter(nodes(parent, *rules)), None)


def tokens(parent: Node, *types: str) -> list[Token]:
    """The children that are tokens, in order; only those of the named types where some are."""
    return [
        child
        for child in parent.children
        if isinstance(child, Token) and (not types or child.type in types)
    ]


def offset(token: Token) -> int:
    """Where a token begins."""
    return token.start_pos or 0


def path(token: Token) -> FieldPath:
    """The dotted name in a token."""
    return FieldPath(tuple(token.split(".")), offset(token))


def plain(token: Token) -> str:
    """A name that can have no dot: an alias, a scope, a function."""
    if "." in token:
        raise SoqlError("unexpected token: '.'", offset(token) + token.index("."))
    return str(token)


def expression(parent: Node) -> Expression:
    """The first expression among a node's children."""
    found = node(parent, "field", "call", "distance")
    assert found is not None  # the grammar puts one there
    match found.data:
        case "call":
            return call(found)
        case "distance":
            return _distance(found)
        case _:
            return path(tokens(found)[0])


def call(found: Node) -> Call:
    """A function of one field or of another function. Raises for a function SOQL has not."""
    name = tokens(found, "NAME")[0]
    if name.upper() not in FUNCTIONS:
        raise SoqlError(f"unexpected token: '{name}'", offset(name), help=_help(name))
    argument = expression(found)
    assert not isinstance(argument, Distance)  # the grammar has none there
    return Call(name.upper(), argument, offset(name))


def _help(name: str) -> str:
    return f"SOQL has no function {name}; see the SOQL reference for those it has."


def _distance(found: Node) -> Distance:
    location = expression(found)
    assert isinstance(location, FieldPath)  # the grammar has nothing else there
    latitude, longitude = (Decimal(tokens(one)[0]) for one in nodes(found, "number"))
    quoted = tokens(found, "STRING")[0]
    unit = literals.parse_text(str(quoted), offset(quoted)).value.lower()
    if unit not in ("mi", "km"):
        raise SoqlError("Invalid distance unit: 'mi' or 'km' expected", offset(quoted))
    return Distance(location, latitude, longitude, unit, location.at)


def literal(found: Node) -> literals.Literal:
    """The literal in a ``literal`` node."""
    token = tokens(found)[0]
    text, at = str(token), offset(token)
    match token.type:
        case "STRING":
            return literals.parse_text(text, at)
        case "NUMBER":
            return literals.Number(Decimal(text), at)
        case "MONEY":
            return literals.parse_money(text, at)
        case "DATE":
            return literals.parse_day(text, at)
        case "DATETIME":
            return literals.parse_moment(text, at)
        case "TIME":
            return literals.parse_time(text, at)
        case "NULL":
            return literals.Null(at)
        case "TRUE" | "FALSE":
            return literals.Truth(token.type == "TRUE", at)
        case _:
            return literals.parse_relative(text, at)
