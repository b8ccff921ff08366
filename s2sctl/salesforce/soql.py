"""A port's :class:`Query` as SOQL text."""

from s2sctl.errors import Bug
from s2sctl.model.values import datetime_text
from s2sctl.ports.org import Query, Range
from s2sctl.salesforce.columns import columns, stamp_column


def render(query: Query) -> str | None:
    """The query's text; None where its ranges leave nothing to ask for.

    Ordered by stamp and id, so that a page's end is the same row whenever it is read.
    """
    where = _where(query)
    if where is None:
        return None
    stamp = stamp_column(query.schema)
    names = ", ".join(columns(query.schema, query.fields))
    order = f"{stamp}, Id" if stamp is not None else "Id"
    limit = f" LIMIT {query.limit}" if query.limit is not None else ""
    return f"SELECT {names} FROM {query.schema.name}{where} ORDER BY {order}{limit}"


def render_count(query: Query) -> str | None:
    """The query that only counts (SOQL reference, COUNT()); None where nothing is asked for."""
    where = _where(query)
    return None if where is None else f"SELECT COUNT() FROM {query.schema.name}{where}"


def _where(query: Query) -> str | None:
    """The condition of a query, "" without one; None where its ranges leave nothing."""
    conditions = [f"({query.where})"] if query.where else []
    if query.ranges:
        stamp = stamp_column(query.schema)
        if stamp is None:
            raise Bug(f"{query.schema.name} has no stamp that a window could cut")
        asked = [one for one in query.ranges if one.lo is None or one.lo < one.hi]
        if not asked:
            return None
        conditions.append("(" + " OR ".join(_range(stamp, one) for one in asked) + ")")
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _range(stamp: str, one: Range) -> str:
    upper = f"{stamp} < {datetime_text(one.hi)}"
    if one.lo is None:
        return f"({upper})"
    return f"({stamp} >= {datetime_text(one.lo)} AND {upper})"
