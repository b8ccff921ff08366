"""One batch, sent as often as it takes: what its unanswered tries may have done."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from s2sctl.connection.objects import KEY
from s2sctl.errors import AnswerLost
from s2sctl.ports.org import Org, Outcome, Query, WriteBatch


@dataclass(slots=True)
class Attempts:
    """The tries of ``batch`` at ``org``."""

    org: Org
    batch: WriteBatch
    _unanswered: set[int] = field(default_factory=set)

    def send(self, places: Sequence[int]) -> tuple[Outcome, ...]:
        """One try of the rows at these places; raises what the org raises.

        Copies that an unanswered try has made are not sent again: somebody may have edited one
        since, and an upsert would write over that unread.
        """
        found = self._made([place for place in places if place in self._unanswered])
        rest = [place for place in places if place not in found]
        try:
            rows = tuple(self.batch.rows[place] for place in rest)
            sent = self.org.write(replace(self.batch, rows=rows)) if rest else ()
        except AnswerLost:
            self._unanswered.update(rest)
            raise
        found |= zip(rest, sent, strict=True)
        return tuple(found[place] for place in places)

    def judged(self, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
        """The outcomes of all rows: a refused one may have been written by an unanswered try."""
        return tuple(
            replace(one, unsure=True) if one.refusal and place in self._unanswered else one
            for place, one in enumerate(outcomes)
        )

    def _made(self, places: Sequence[int]) -> dict[int, Outcome]:
        if self.batch.upsert_on != KEY or not places:
            return {}
        keys = {str(self.batch.rows[place].values[KEY]): place for place in places}
        listed = ",".join(f"'{key}'" for key in keys)
        query = Query(self.batch.schema, where=f"{KEY} IN ({listed})", deleted=False)
        return {
            keys[str(row.key)]: Outcome(row.id, created=True)
            for page in self.org.read([query])
            for row in page.records
            if str(row.key) in keys
        }
