"""What most likely made a guard trip, as far as this run can tell."""

from collections.abc import Iterable, Mapping

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.survey import Survey
from s2sctl.app.sync.work import Work
from s2sctl.app.users import user_names
from s2sctl.errors import AccessDenied, RequestRefused, Temporary
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Side
from s2sctl.sync.causes import Edits, edited_by, hidden, joined, newly_ruled, redescribed
from s2sctl.sync.guards import Tripped
from s2sctl.sync.plan import Action
from s2sctl.sync.readings import Reading, ruled_anew

BY_CODE = {"S2S501": Action.DELETE, "S2S502": Action.UPDATE, "S2S510": Action.CREATE}
"""What is to be done to the rows that a guard counted."""


class Causes:
    """The likely causes of one run's tripped guards. Asks for a user's name where a guard has
    tripped, and for no record."""

    def __init__(self, work: Work, found: Survey, readings: Iterable[Reading]) -> None:
        self._work = work
        self._found = found
        cursors = work.store.cursors(work.name)
        self._ruled = {(one.side, one.object) for one in readings if ruled_anew(one, cursors)}
        self._before: dict[Side, dict[ObjectName, ObjectSchema]] = {
            side: dict(work.store.schemas(work.name, side)) for side in Side
        }

    def of(self, tripped: Tripped) -> str:
        """As the end of a sentence; "" where nothing is known."""
        if tripped.object is None:
            return ""
        if tripped.code == "S2S503":
            user = self._work.ends.identities.of(tripped.side).username
            return hidden(tripped.org, tripped.object, user)
        return joined(dict.fromkeys(self._causes(tripped, tripped.object)))

    def _causes(self, tripped: Tripped, name: ObjectName) -> Iterable[str]:
        aliases, source = self._work.ends.aliases, tripped.side.other
        for pairing in self._work.pairings:
            if pairing.objects.of(tripped.side) == name:
                if (source, pairing.objects.of(source)) in self._ruled:
                    yield newly_ruled(aliases.of(source), pairing.objects.of(source))
                yield from (self._redescribed(pairing, side) for side in Side)
        for edits in self._found.edits_of(tripped.side, name, BY_CODE[tripped.code]):
            yield edited_by(edits, aliases.of(source), self._names(source, edits))

    def _redescribed(self, pairing: Pairing, side: Side) -> str:
        name = pairing.objects.of(side)
        before, after = self._before[side].get(name), self._work.schema(pairing, side)
        return redescribed(self._work.ends.aliases.of(side), before, after, pairing.mapped(side))

    def _names(self, side: Side, edits: Edits) -> Mapping[RecordId, str]:
        """The name of who changed most; a guard says its word also where nobody tells it."""
        if edits.top is None:
            return {}
        us = self._work.ends.identities.of(side)
        if edits.top == us.user_id:
            return {us.user_id: f"our own login {us.username}"}
        try:
            return user_names(self._work.ends.orgs.of(side), [edits.top])
        except (AccessDenied, RequestRefused, Temporary):
            return {}
