"""What a pass holds in memory does not grow with its window, but for ids."""

import gc
from dataclasses import dataclass

import pytest

from s2sctl.app.sync.work import CHUNK
from s2sctl.manifest.manifest import Guards, Terms, WhenShareEnds
from s2sctl.model.records import Record
from s2sctl.ports.org import Outcome, Page
from s2sctl.sync.link import Link
from s2sctl.wiring.stores import open_store
from tests.support.fake_org import PAGE, RUNNER, FakeOrg
from tests.support.world import publish, subscribe, world

ROWS = 4 * CHUNK
FEW = 7 * CHUNK // 2
"""Rows or links that may be alive at once: a chunk, as it was and as it becomes."""


@dataclass
class Peak:
    """The most rows and links that were alive at any call to an org, beside those that other
    tests left."""

    rows: int = 0
    links: int = 0
    left: tuple[int, int] = (0, 0)

    def begin(self) -> None:
        gc.collect()
        self.left = alive()

    def look(self) -> None:
        rows, links = alive()
        self.rows = max(self.rows, rows - self.left[0])
        self.links = max(self.links, links - self.left[1])


def alive() -> tuple[int, int]:
    kinds = [type(one) for one in gc.get_objects()]
    return kinds.count(Record), kinds.count(Link)


@dataclass
class Roomy(FakeOrg):
    """Answers page by page, as an org does, and takes what it gets, to be quick."""

    peak: Peak | None = None

    def _call(self, kind, name, rows, cost):
        super()._call(kind, name, rows, cost)
        self.peak.look()

    def _killed_now(self, kind, name, rows, cost=1):
        if len(self.log) % 20 == 0:
            self.peak.look()
        return super()._killed_now(kind, name, rows, cost)

    def read(self, queries):
        for place, query in enumerate(queries):
            table = self.table(query.schema.name)
            ids = [row.id for row in self._query(query)]
            for start in range(0, max(1, len(ids)), PAGE):
                some = ids[start : start + PAGE]
                self._call("read", query.schema.name, len(some), 1)
                rows = (self._record(query.schema.name, id, table[id], query.fields) for id in some)
                yield Page(place, tuple(rows), start + PAGE >= len(ids))

    def _save(self, batch, row):
        if batch.schema.name != "Lead":
            return super()._save(batch, row)
        if row.id is None:
            return Outcome(self.insert("Lead", by=RUNNER, **row.values), created=True)
        self.edit("Lead", row.id, by=RUNNER, **row.values)
        return Outcome(row.id)


@pytest.fixture
def story(tmp_path):
    anything, gone = Guards(100, 100, 100), WhenShareEnds.REMOVE
    w = world(
        Terms((publish("Lead", "LastName", where="LastName != 'X'"),), (), anything),
        Terms((), (subscribe("Lead", "LastName", ends=gone),), anything),
    )
    peak = Peak()
    for name in ("a", "b"):
        org = getattr(w, name)
        parts = (org.alias, org.org_id, org.schemas, org.moment, org.tables)
        setattr(w, name, Roomy(*parts, peak=peak))
        getattr(w, name)._made = org._made
    ids = [w.a.insert("Lead", LastName=f"L{n}", Status="New") for n in range(ROWS)]
    w.later()
    store = open_store(None, tmp_path, w.moment)
    peak.begin()
    yield w, store, ids, peak
    store.close()


@pytest.mark.stress
def test_neither_rows_nor_links_pile_up(story) -> None:
    w, store, ids, peak = story
    w.run(store)
    assert len(w.b.living("Lead")) == ROWS
    assert max(peak.rows, peak.links) <= FEW, ("first", peak)
    for id in ids:
        w.a.trash("Lead", id)
    w.later(minutes=20)
    w.run(store)
    assert w.b.living("Lead") == {}
    assert max(peak.rows, peak.links) <= FEW, ("ended", peak)
