"""What admins change in two fake orgs, each change with its way back."""

from dataclasses import replace

from s2sctl.app.drifting import taken_print
from s2sctl.connection.objects import CONNECTION
from s2sctl.connection.rows import record_from_row
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, PicklistValue
from s2sctl.model.side import Side
from s2sctl.ports.org import Query, Refusal
from tests.machine.people import NOTE, NOTE_LENGTH, REGION, REGIONS
from tests.support.fake_org import RUNNER
from tests.support.world import text

LEAD, MEMO = ObjectName("Lead"), "Memo__c"
RULED = Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "a validation rule says no")
TOUCHY = "7"
"""What a validation rule does not want in a Company."""


class FakeSetup:
    """Both orgs' Setup. Each kind of change is a method that answers how to take it back, or None
    where there is nothing to change."""

    kinds = ("renamed", "hidden", "shortened", "deactivated", "forbidden", "held", "dry", "jobs")

    def __init__(self, world) -> None:
        self.world = world
        self.note = dict.fromkeys(Side, NOTE)
        self.hid: set[Side] = set()
        self.length = dict.fromkeys(Side, NOTE_LENGTH)
        self.regions = dict.fromkeys(Side, REGIONS)
        self.spent: set[Side] = set()
        self.working = self.ever_worked = False
        for side in Side:
            self._shape(side)
            self._keep_print(side)

    def _org(self, side):
        return self.world.a if side is Side.A else self.world.b

    def now(self, side, field) -> str:
        """What a field is called now."""
        return self.note[side] if field == NOTE else field

    def _shape(self, side) -> None:
        """The Lead's definition as it is now."""
        org = self._org(side)
        known = org.schemas[LEAD]
        region = FieldSchema(
            FieldName(REGION),
            "picklist",
            "Region",
            255,
            restricted_picklist=True,
            picklist=tuple(PicklistValue(one, one) for one in self.regions[side]),
        )
        fields = {
            name: one for name, one in known.fields.items() if name not in (NOTE, MEMO, REGION)
        }
        fields[region.name] = region
        if side not in self.hid:
            note = text(self.note[side], self.length[side])
            fields[note.name] = note
        org.schemas[LEAD] = replace(known, fields=fields, _by_lower={})

    def _keep_print(self, side) -> None:
        """What publish and subscribe keep of the org as it is when they put terms in force."""
        org = self._org(side)
        for publishes in (True, False):
            query = Query(
                org.schemas[CONNECTION], tuple(org.schemas[CONNECTION].fields), deleted=False
            )
            record = record_from_row(org._query(query)[0])
            kept = taken_print(org, record, record.terms, org.schemas, publishes=publishes)
            org.edit(CONNECTION, record.id, Fingerprint__c=kept)

    def refuses(self, side) -> bool:
        """Whether a call finds no API call left."""
        return side in self.spent

    def over(self) -> None:
        """After a pass."""

    def renamed(self, side, chance):
        """A field's API name."""
        if side in self.hid:
            return None
        self._org(side).rename(LEAD, FieldName(NOTE), FieldName(MEMO))
        self.note[side] = MEMO

        def back():
            self._org(side).rename(LEAD, FieldName(MEMO), FieldName(NOTE))
            self.note[side] = NOTE
            self._shape(side)

        return back

    def hidden(self, side, chance):
        """A field that our user may not see any more, or that was deleted and is brought back."""
        self.hid.add(side)
        self._shape(side)

        def back():
            self.hid.discard(side)
            self._shape(side)

        return back

    def shortened(self, side, chance):
        """A field takes no longer texts than it holds already."""
        held = [
            len(str(row.values.get(self.note[side]) or ""))
            for row in self._org(side).table(LEAD).values()
        ]
        self.length[side] = max(held, default=0) or NOTE_LENGTH
        self._shape(side)

        def back():
            self.length[side] = NOTE_LENGTH
            self._shape(side)

        return back

    def deactivated(self, side, chance):
        """One of a restricted picklist's values."""
        gone = chance.choice(REGIONS)
        self.regions[side] = tuple(one for one in REGIONS if one != gone)
        self._shape(side)

        def back():
            self.regions[side] = REGIONS
            self._shape(side)

        return back

    def forbidden(self, side, chance):
        """A validation rule refuses some of what we write."""
        org, before = self._org(side), self._org(side).refuse

        def refuse(name, values):
            return RULED if TOUCHY in str(values.get("Company") or "") else before(name, values)

        org.refuse = refuse

        def back():
            org.refuse = before

        return back

    def held(self, side, chance):
        """Somebody's transaction holds some rows."""
        org = self._org(side)
        known = sorted(id for name in ("Lead", "Account", "Contact") for id in org.living(name))
        org.held |= set(chance.sample(known, min(4, len(known))))
        return org.held.clear if known else None

    def dry(self, side, chance):
        """No API call is left today."""
        self.spent.add(side)
        return lambda: self.spent.discard(side)

    def jobs(self, side, chance):
        """In each org a job under our login writes the note in that org's form."""
        if self.working:
            return None
        self.working = self.ever_worked = True

        def back():
            self.working = False

        return back

    def work(self) -> None:
        """What the orgs' jobs do between two syncs."""
        for side, form in ((Side.A, str.upper), (Side.B, str.lower)) if self.working else ():
            org = self._org(side)
            for id, row in org.living(LEAD).items():
                said = row.values.get(self.note[side])
                if said and said != form(said):
                    org.edit(LEAD, id, by=RUNNER, **{self.note[side]: form(said)})
