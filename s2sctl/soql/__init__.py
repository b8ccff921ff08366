"""SOQL: grammar, tree, rendering. Checks manifests' conditions; the local org executes the tree."""

from s2sctl.soql.condition import conjunction, fields_of, relative_dates_of, subqueries_of
from s2sctl.soql.fault import SoqlError
from s2sctl.soql.literals import moment_literal, quote
from s2sctl.soql.parse import parse_condition, parse_query
from s2sctl.soql.render import render

__all__ = [
    "SoqlError",
    "conjunction",
    "fields_of",
    "moment_literal",
    "parse_condition",
    "parse_query",
    "quote",
    "relative_dates_of",
    "render",
    "subqueries_of",
]
