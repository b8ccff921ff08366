"""What a SOQL query says, as a frozen tree.

``at`` is where a part began, in characters from 0; it never counts in ``==``. Names keep the case
they were written in; Salesforce finds them in any case.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias, Union

from s2sctl.soql.literals import Literal


@dataclass(frozen=True, slots=True)
class FieldPath:
    """A field, or a field of a parent: ``Name``, ``Account.Owner.Name``."""

    parts: tuple[str, ...]
    at: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one field: ``COUNT(Id)``, ``CALENDAR_YEAR(convertTimezone(CreatedDate))``."""

    function: str
    argument: Union[FieldPath, "Call"]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Distance:
    """``DISTANCE(location, GEOLOCATION(latitude, longitude), unit)``; the unit is mi or km."""

    location: FieldPath
    latitude: Decimal
    longitude: Decimal
    unit: str
    at: int = field(default=0, compare=False)


Expression: TypeAlias = FieldPath | Call | Distance


@dataclass(frozen=True, slots=True)
class Comparison:
    """``operand operator value``; the operator is one of ``= != < <= > >= LIKE``."""

    operand: Expression
    operator: str
    value: Literal
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """``operand [NOT] IN (…)``, of literals or of a subquery (a semi-join, an anti-join)."""

    operand: Expression
    values: Union[tuple[Literal, ...], "Query"]
    negated: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Inclusion:
    """``operand INCLUDES (…)`` or ``EXCLUDES (…)`` of a multi-select picklist."""

    operand: Expression
    values: tuple[Literal, ...]
    negated: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more conditions."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more conditions."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    part: "Condition"


Condition: TypeAlias = Comparison | Membership | Inclusion | And | Or | Not


@dataclass(frozen=True, slots=True)
class Selected:
    """One expression of a SELECT list, with its alias."""

    expression: Expression
    alias: str = ""


@dataclass(frozen=True, slots=True)
class CountAll:
    """``COUNT()``: only the number of rows."""

    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AllFields:
    """``FIELDS(ALL)``, ``FIELDS(STANDARD)`` or ``FIELDS(CUSTOM)``; ``group`` is upper case."""

    group: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TypeOf:
    """Fields that depend on what a polymorphic relationship points to."""

    relationship: FieldPath
    cases: tuple[tuple[str, tuple[FieldPath, ...]], ...]
    otherwise: tuple[FieldPath, ...] = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Children:
    """A subquery over a child relationship in the SELECT list."""

    query: "Query"
    at: int = field(default=0, compare=False)


Item: TypeAlias = Selected | CountAll | AllFields | TypeOf | Children


@dataclass(frozen=True, slots=True)
class Source:
    """What FROM names: an object or a (child) relationship, with its alias."""

    path: FieldPath
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Grouping:
    """GROUP BY; ``sets`` is empty, ROLLUP or CUBE."""

    parts: tuple[FieldPath | Call, ...]
    sets: str = ""
    having: Condition | None = None


@dataclass(frozen=True, slots=True)
class Ordering:
    """One part of ORDER BY; ``nulls`` is empty, FIRST or LAST (Salesforce's default is first)."""

    expression: Expression
    descending: bool = False
    nulls: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """One filter of WITH DATA CATEGORY."""

    group: str
    operator: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query."""

    items: tuple[Item, ...]
    source: Source
    joined: tuple[Source, ...] = ()
    scope: str = ""
    where: Condition | None = None
    categories: tuple[Category, ...] = ()
    mode: str = ""
    """SECURITY_ENFORCED, USER_MODE or SYSTEM_MODE, where WITH says one."""
    grouping: Grouping | None = None
    order: tuple[Ordering, ...] = ()
    limit: int | None = None
    offset: int | None = None
    tracked: tuple[str, ...] = ()
    """FOR VIEW, FOR REFERENCE, UPDATE TRACKING, UPDATE VIEWSTAT, in order."""
    all_rows: bool = False
    at: int = field(default=0, compare=False)
