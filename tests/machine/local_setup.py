"""What admins change in two local orgs, each change with its way back."""

from s2sctl.model.side import Side
from tests.machine.people import NOTE, NOTE_LENGTH, REGION, REGIONS

MEMO = "Memo__c"
TOUCHY = "7"
"""What a validation rule does not want in a Company."""

PLENTY = 10_000_000


def lead(regions=REGIONS):
    """A describe of what the orgs' Leads have beside the standard fields."""
    values = [{"value": one, "label": one, "active": one in regions} for one in REGIONS]
    note = {"name": NOTE, "label": "Note", "type": "string", "length": NOTE_LENGTH}
    region = {"name": REGION, "label": "Region", "type": "picklist", "length": 255}
    return [
        {
            "name": "Lead",
            "label": "Lead",
            "fields": [
                {"name": "Id", "label": "Id", "type": "id", "length": 18},
                note | {"custom": True},
                region | {"custom": True, "restrictedPicklist": True, "picklistValues": values},
            ],
        }
    ]


class LocalSetup:
    """Both orgs' Setup. Each kind of change is a method that answers how to take it back, or None
    where there is nothing to change."""

    kinds = ("renamed", "deactivated", "forbidden", "held", "dry")
    working = ever_worked = False

    def __init__(self, ground) -> None:
        self.ground = ground
        self.note = dict.fromkeys(Side, NOTE)
        self.spent: set[Side] = set()
        self.holding: set[Side] = set()

    def _control(self, side):
        return self.ground.scenes.of(side).control

    def now(self, side, field) -> str:
        """What a field is called now."""
        return self.note[side] if field == NOTE else field

    def refuses(self, side) -> bool:
        """The org itself does."""
        return False

    def renamed(self, side, chance):
        """A field's API name."""
        self._control(side).rename_field("Lead", NOTE, MEMO)
        self.note[side] = MEMO

        def back():
            self._control(side).rename_field("Lead", MEMO, NOTE)
            self.note[side] = NOTE

        return back

    def deactivated(self, side, chance):
        """One of a restricted picklist's values. A describe would make a renamed field anew."""
        if self.note[side] != NOTE:
            return None
        gone = chance.choice(REGIONS)
        self._control(side).describe(lead(tuple(one for one in REGIONS if one != gone)))

        def back():
            only_region = lead()
            del only_region[0]["fields"][1]
            self._control(side).describe(only_region)

        return back

    def forbidden(self, side, chance):
        """A validation rule, for everybody."""
        formula = f'CONTAINS(Company, "{TOUCHY}")'
        self._put_rule(side, formula, active=True)
        return lambda: self._put_rule(side, formula, active=False)

    def _put_rule(self, side, formula, *, active) -> None:
        how = {"formula": formula, "active": active, "message": "no sevens", "field": "Company"}
        self._control(side).put_rule("Lead", "validation", "No_Sevens", **how)

    def held(self, side, chance):
        """Somebody's transaction holds some rows."""
        known = sorted(id for name in ("Lead", "Account") for id in self.ground.rows(side, name))
        if not known:
            return None
        self._control(side).hold_rows(chance.sample(known, min(4, len(known))), wait_seconds=0)
        self.holding.add(side)

        def back():
            self._control(side).release_rows()
            self.holding.discard(side)

        return back

    def dry(self, side, chance):
        """Next to no API call is left; people's own do not count."""
        self.spent.add(side)
        return lambda: self.spent.discard(side)

    def work(self) -> None:
        """Before a pass."""
        for side in self.spent:
            used = str(self._control(side).status()["api_usage"])
            calls = int(used.partition("=")[2].partition("/")[0])
            self._control(side).limit(calls + 3)

    def over(self) -> None:
        """After a pass."""
        for side in self.spent:
            self._control(side).limit(PLENTY)
