"""The entry: SOQL in, a page of JSON records out."""

import re
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Database
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.query import complaint, record_access
from s2sctl.localorg.query.aggregation import Aggregation, CountOnly, count_only
from s2sctl.localorg.query.asking import Asking, Locale
from s2sctl.localorg.query.clauses import is_aggregate, tables_of
from s2sctl.localorg.query.cursors import Asker, QueryCursors
from s2sctl.localorg.query.restricted import require_filter
from s2sctl.localorg.query.selection import Selection
from s2sctl.localorg.query.statement import Row, Statement
from s2sctl.localorg.query.wire import JsonRecord
from s2sctl.soql.fault import TOO_COMPLICATED, SoqlError
from s2sctl.soql.parse import parse_query
from s2sctl.soql.tree import CountAll, Query

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

SMALLEST_PAGE = 200
_TOO_MUCH = re.compile("too many|too large|too big|at most|maximum depth|too deep|overflow")
"""What SQLite says of a statement beyond its limits."""


@dataclass(frozen=True, slots=True)
class QueryPage:
    """One page of an answer."""

    records: list[JsonRecord]
    total_size: int
    next_records_url: str | None = None

    def to_json(self) -> JsonRecord:
        """The body of the REST answer."""
        body: JsonRecord = {"totalSize": self.total_size, "done": self.next_records_url is None}
        if self.next_records_url is not None:
            body["nextRecordsUrl"] = self.next_records_url
        body["records"] = self.records
        return body


class QueryRunner:
    """Runs the queries of one org. Close it before the org is reset or closed."""

    def __init__(self, org: "LocalOrg", people: Database | None = None) -> None:
        """``people``: where users are, for tables that stand apart from the org's own."""
        self._org = org
        self._people = people or org.database
        self._cursors = QueryCursors(org.database)

    def run(
        self,
        soql: str,
        viewer: Viewer,
        include_deleted: bool = False,
        batch_size: int | None = None,
        version: str = "62.0",
    ) -> QueryPage:
        """The first page of ``soql`` as the viewer sees it.

        ``include_deleted`` is queryAll. ``batch_size`` (``Sforce-Query-Options``) is held within
        200 and 2,000. Raises ``RequestError`` with Salesforce's code and text.
        """
        rows = self._of_access(soql, viewer)
        if rows is not None:
            return QueryPage(rows, len(rows))
        statement = self.prepare(soql, viewer, include_deleted, version)
        try:
            if isinstance(statement, CountOnly):
                return QueryPage([], self._count(statement))
            asker = Asker(viewer.user_id, self._org.clock.now(), version)
            return self._first_page(statement, asker, batch_size)
        except sqlite3.OperationalError as error:
            if not _TOO_MUCH.search(str(error)):
                raise
            raise complaint.plain_complaint("QUERY_TOO_COMPLICATED", TOO_COMPLICATED) from error

    def _of_access(self, soql: str, viewer: Viewer) -> list[JsonRecord] | None:
        """The rows of a query of UserRecordAccess, which is computed and not stored."""
        if record_access.NAME.lower() not in soql.lower():
            return None
        try:
            query = parse_query(soql)
        except (SoqlError, RecursionError):
            return None
        if not record_access.asks_for_access(query):
            return None
        return record_access.answer(self._org, viewer, query)

    def _first_page(self, statement: Statement, asker: Asker, batch_size: int | None) -> QueryPage:
        page_rows = statement.page_rows
        if batch_size is not None:
            page_rows = min(page_rows, max(batch_size, SMALLEST_PAGE))
        reader = self._cursors.reader(asker)
        running = reader.execute(statement.sql.text, statement.sql.values)
        rows: list[Row] = running.fetchmany(page_rows + 1)
        running.close()
        records = statement.records(rows[:page_rows], reader, page_rows)
        if len(records) == len(rows):
            return QueryPage(records, len(rows))
        if not statement.pageable:
            raise RequestError(
                400,
                "EXCEEDED_ID_LIMIT",
                "Aggregate query does not support queryMore(), use LIMIT to restrict the results "
                "to a single batch",
            )
        total = self._count(statement)
        url = reader.onward(statement, total, len(records), page_rows)
        return QueryPage(records, total, url)

    def prepare(
        self, soql: str, viewer: Viewer, include_deleted: bool = False, version: str = "62.0"
    ) -> Statement:
        """The query checked and translated, for those who read its rows themselves.

        Raises ``RequestError`` as ``run`` does.
        """
        try:
            return self._statement(soql, viewer, include_deleted, version)
        except RecursionError:
            raise complaint.plain_complaint("QUERY_TOO_COMPLICATED", TOO_COMPLICATED) from None

    def more(self, locator: str, viewer: Viewer) -> QueryPage:
        """The page that ``nextRecordsUrl`` named, ``0r8…-2000``.

        Raises ``RequestError`` INVALID_QUERY_LOCATOR for a cursor that is unknown, of another
        user, or older than two days.
        """
        cursor, offset = self._cursors.find(locator, viewer.user_id, self._org.clock.now())
        records, url = cursor.page(offset)
        return QueryPage(records, cursor.total, url)

    def close(self) -> None:
        """Give all open cursors up."""
        self._cursors.close()

    def _statement(
        self, soql: str, viewer: Viewer, include_deleted: bool, version: str
    ) -> Statement:
        try:
            query = parse_query(soql)
        except SoqlError as error:
            raise complaint.unreadable(error, soql) from error
        require_filter(query)
        org = self._org
        asking = Asking(
            org.definitions,
            viewer,
            org.clock.now(),
            soql,
            include_deleted,
            self._locale(viewer),
            float(version),
        )
        return translate(asking, query, f"/services/data/v{version}/sobjects/")

    def _locale(self, viewer: Viewer) -> Locale:
        found = self._people.one(
            'SELECT "TimeZoneSidKey", "LocaleSidKey" FROM "User" WHERE "Id" = ?', (viewer.user_id,)
        )
        zone, key = found or (None, None)
        return Locale(str(zone or "UTC"), str(key or "en_US"), self._org.currency)

    def _count(self, statement: Statement) -> int:
        row = self._org.database.one(statement.counting.text, statement.counting.values)
        return int(str(row[0])) if row else 0


def translate(asking: Asking, query: Query, base: str) -> Statement:
    """The statement of a query. Raises ``RequestError`` where the query means nothing here."""
    tables = tables_of(asking, query)
    if len(query.items) == 1 and isinstance(query.items[0], CountAll):
        return count_only(asking, tables, query)
    if query.grouping is not None or any(is_aggregate(item) for item in query.items):
        return Aggregation(asking, tables, query)
    return Selection(asking, tables, query, base)
