"""What people do on two orgs, drawn from one source of chance, with a log of all they wrote.

Every text a person writes is written once only, so a value tells which write it came from.
"""

from dataclasses import dataclass
from random import Random

from s2sctl.model.side import Side

A, B = Side.A, Side.B
BOTH_WAYS = {"Lead": ("LastName", "Company", "Email"), "Case": ("Subject",)}
"""Fields that flow both ways; all others flow away from the origin."""

NOTE, REGION = "Note__c", "Region__c"
"""A Lead's text that flows both ways, and its restricted picklist that flows away from the origin:
the fields whose definitions admins change."""

REGIONS = ("North", "South", "East", "West")
NOTE_LENGTH = 60
FLOWS_BACK = {**BOTH_WAYS, "Lead": (*BOTH_WAYS["Lead"], NOTE)}
COMPARED = {"Lead": (NOTE, REGION)}
"""What is compared beside people's texts."""

ORIGIN = {"Lead": A, "Account": A, "Contact": A, "Case": B}
TEXTS = {
    "Lead": ("LastName", "Company", "Email"),
    "Account": ("Name", "Phone"),
    "Contact": ("LastName",),
    "Case": ("Subject",),
}
RULES = {
    "Lead": ("LeadSource", "Partner", "Web"),
    "Account": ("Site", "Shared", "Private"),
    "Case": ("Origin", "Phone", "Web"),
}
"""The field of an object's rule, what lets it in, and what keeps it out."""

SHOWN = {
    "Lead": ("LastName", "Company", "Email", "LeadSource", NOTE, REGION),
    "Account": ("Name", "Phone", "Site"),
    "Contact": ("LastName", "AccountId"),
    "Case": ("Subject", "Origin"),
}
MARK = "zq"
"""Every text a person wrote begins with it, so that it can be found where it must not be."""


@dataclass(frozen=True)
class Edit:
    """One value a person wrote, and what they saw there before."""

    number: int
    side: Side
    object: str
    id: str
    field: str
    value: str
    saw: str | None
    home: str = ""
    """The origin of the row's share, as its key said then."""


class Refused(Exception):
    """The org did not take what a person did: a rule of its admin's, or a row somebody holds."""


class People:
    """People on both sides of a ground."""

    def __init__(self, ground, chance: Random) -> None:
        self.ground, self.chance = ground, chance
        self.log: list[Edit] = []
        self.deleted: list[tuple[Side, str, str]] = []
        self.binned: set[str] = set()
        """Rows that a person deleted or merged away: over the wire they log in as we do."""
        self.ended: set[str] = set()
        """Origins that a person deleted, took out of their rule, unshared, merged or converted."""
        self.deeds: dict[str, int] = {}
        self.refused = 0
        """How often an org did not take what a person did."""
        self.deaf: set[str] = set()
        """Records whose values a person's merge or conversion has taken over."""

    def act(self) -> None:
        """One deed."""
        deeds = (
            [self.new_lead] * 2
            + [self.edit] * 6
            + [self.edit_both] * 3
            + [self.touch, self.new_family, self.new_contact, self.new_case, self.in_or_out]
            + [self.in_or_out, self.delete_origin, self.delete_copy, self.undelete]
            + [self.merge, self.convert, self.move_contact, self.share, self.unshare]
        )
        self.do(self.chance.choice(deeds))

    def do(self, deed) -> None:
        """One deed, counted where it came to something."""
        try:
            done = deed()
        except Refused:
            done, self.refused = None, self.refused + 1
        if done:
            self.deeds[deed.__name__] = self.deeds.get(deed.__name__, 0) + 1

    def text(self, field: str) -> str:
        """A text nobody has written before."""
        number = len(self.log)
        return f"{MARK}{number}@x.example" if field == "Email" else f"{MARK}{number}"

    def any_row(self, side: Side, name: str, wanted=lambda row: True):
        """Some living row's id and values."""
        rows = {id: row for id, row in self.ground.rows(side, name).items() if wanted(row)}
        return self.chance.choice(sorted(rows.items())) if rows else None

    def write(self, side: Side, name: str, id: str, row, *fields: str) -> None:
        """New texts into some fields of one row."""
        values = {field: self.text(field) for field in fields}
        self.say(side, name, id, row, values)

    def say(self, side: Side, name: str, id: str, row, values) -> None:
        """These texts into one row. Raises Refused where the org does not take them."""
        self.ground.edit(side, name, id, values)
        for field, value in values.items():
            home = (row["key"] or f"/{id}").partition("/")[2]
            saw = row.get(field)
            self.log.append(Edit(len(self.log), side, name, id, field, value, saw, home))

    def born(self, name: str, **more: object) -> str:
        """A new record with texts in every field."""
        values = {field: self.text(field) + f"n{n}" for n, field in enumerate(TEXTS[name])}
        values |= {"Email": f"{self.text('')}new@x.example"} if "Email" in TEXTS[name] else {}
        id = self.ground.create(ORIGIN[name], name, {**values, **more})
        for field in TEXTS[name]:
            self.log.append(Edit(len(self.log), ORIGIN[name], name, id, field, values[field], None))
        return id

    def new_lead(self):
        return self.born("Lead", LeadSource=self.chance.choice(("Partner", "Partner", "Web")))

    def new_family(self):
        account = self.born("Account", Site=self.chance.choice(("Shared", "Shared", "Private")))
        return self.born("Contact", AccountId=account)

    def new_contact(self):
        if account := self.any_row(A, "Account"):
            return self.born("Contact", AccountId=account[0])
        return None

    def new_case(self):
        return self.born("Case", Origin=self.chance.choice(("Phone", "Phone", "Web")))

    def edit(self):
        name = self.chance.choice(("Lead", "Lead", "Lead", "Case", "Account", "Contact"))
        side = self.chance.choice((A, B)) if name in BOTH_WAYS else ORIGIN[name]
        if found := self.any_row(side, name):
            self.write(side, name, *found, self.chance.choice(TEXTS[name]))
        return found

    def edit_both(self):
        """The two ends of one share, perhaps the same field, before any sync."""
        name = self.chance.choice(("Lead", "Lead", "Case"))
        far = ORIGIN[name].other
        if not (found := self.any_row(far, name, lambda row: row["key"])):
            return None
        home = found[1]["key"].partition("/")[2]
        there = self.ground.rows(far.other, name).get(home)
        if there is None:
            return None
        self.write(far, name, *found, self.chance.choice(TEXTS[name]))
        self.ground.later(self.chance.choice((0, 2, 90)))
        self.write(far.other, name, home, there, self.chance.choice(TEXTS[name]))
        return found

    def touch(self):
        """A save that changes nothing."""
        if found := self.any_row(self.chance.choice((A, B)), "Lead"):
            id, row = found
            self.ground.edit(A if id in self.ground.rows(A, "Lead") else B, "Lead", id,
                             {"Company": row["Company"]})  # fmt: skip
        return found

    def in_or_out(self):
        name = self.chance.choice(tuple(RULES))
        field, inside, outside = RULES[name]
        if found := self.any_row(ORIGIN[name], name, lambda row: not row["key"]):
            id, row = found
            leaves = row[field] == inside
            self.ground.edit(ORIGIN[name], name, id, {field: outside if leaves else inside})
            if leaves:
                self.end(name, id)
        return found

    def end(self, name: str, id: str) -> None:
        """A person's deed that ends the share of an origin, and those of its children."""
        self.ended.add(id)
        if name == "Account":
            rows = self.ground.rows(A, "Contact")
            self.ended |= {one for one, row in rows.items() if row["AccountId"] == id}

    def delete_origin(self):
        name = self.chance.choice(tuple(ORIGIN))
        if found := self.any_row(ORIGIN[name], name, lambda row: not row["key"]):
            self.end(name, found[0])
            self._delete(ORIGIN[name], name, found[0])
        return found

    def delete_copy(self):
        name = self.chance.choice(tuple(ORIGIN))
        side = ORIGIN[name].other
        if found := self.any_row(side, name, lambda row: row["key"]):
            if name == "Account":
                self.end(name, self.origin(found))
            self._delete(side, name, found[0])
        return found

    def _delete(self, side, name, id):
        taken = {id}
        if name == "Account":
            rows = self.ground.rows(side, "Contact")
            taken |= {one for one, row in rows.items() if row["AccountId"] == id}
        self.ground.delete(side, name, id)
        self.binned |= taken
        self.deleted.append((side, name, id))

    def undelete(self):
        if not self.deleted or self.chance.random() < 0.5:
            return None
        place = self.chance.randrange(len(self.deleted))
        return self.ground.undelete(*self.deleted.pop(place))

    def merge(self):
        side = self.chance.choice((A, B))
        winner, loser = self.any_row(side, "Lead"), self.any_row(side, "Lead")
        if not winner or not loser or winner[0] == loser[0]:
            return None
        self.ended |= {self.origin(one) for one in (winner, loser)}
        self.deaf |= {self.origin(one) for one in (winner, loser)}
        self.ground.merge(side, "Lead", winner[0], loser[0])
        self.binned.add(loser[0])
        return winner

    def convert(self):
        side = self.chance.choice((A, A, B))
        if self.chance.random() < 0.5 or not (found := self.any_row(side, "Lead")):
            return None
        self.ended.add(self.origin(found))
        self.deaf.add(self.origin(found))
        self.ground.convert(side, found[0])
        return found

    @staticmethod
    def origin(found) -> str:
        """The origin of the share that a row belongs to."""
        id, row = found
        return row["key"].partition("/")[2] if row["key"] else id

    def move_contact(self):
        contact, account = self.any_row(A, "Contact"), self.any_row(A, "Account")
        if contact and account:
            self.ground.edit(A, "Contact", contact[0], {"AccountId": account[0]})
            self.ended.add(contact[0])
        return contact and account

    def share(self):
        found = self.any_row(A, "Lead", lambda row: row["LeadSource"] == "Web" and not row["key"])
        if found:
            self.ground.say_shared(found[0], "Pending")
        return found

    def unshare(self):
        if found := self.any_row(A, "Lead", lambda row: not row["key"]):
            self.ground.say_shared(found[0], "Inactive")
            self.end("Lead", found[0])
        return found
