"""One opportunity with all that belongs to it, and both sides' manifests for it."""

import base64
from copy import copy

from s2sctl.demo.plain import PlainOrg
from tests.acceptance.world import MANIFESTS, NAME, Ended, World

ACME = """\
connection: acme-globex
org: acme
partner: {org: globex, account: Globex Distribution}
publish:
  Task:
    fields: [Subject, Status, ActivityDate, WhatId, WhoId]
    share: {with: [WhatId, WhoId]}
  Event:
    fields: [Subject, DurationInMinutes, ActivityDateTime, WhatId, WhoId]
    share: {with: [WhatId, WhoId]}
  ContentDocument:
    fields: [Title, Description, FileExtension, VersionData, LinkedEntityId]
    share: {with: LinkedEntityId}
  OpportunityLineItem:
    fields: [OpportunityId, Product2Id, Quantity, UnitPrice]
    share: {with: OpportunityId}
  Opportunity:
    fields: [Name, StageName, CloseDate, AccountId]
    share: {with: AccountId}
  Contact:
    fields: [LastName, AccountId, ReportsToId]
    share: {with: AccountId}
  Product2:
    fields: [Name, ProductCode, IsActive]
    share: {where: "IsActive = TRUE"}
  Account: {fields: [Name, ParentId]}
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme, account: Acme Manufacturing}
subscribe:
  Account: {fields: {Name: Name, ParentId: ParentId}}
  Contact: {fields: {LastName: LastName, AccountId: AccountId, ReportsToId: ReportsToId}}
  Product2: {fields: {Name: Name, ProductCode: ProductCode, IsActive: IsActive}}
  Opportunity:
    fields: {Name: Name, StageName: StageName, CloseDate: CloseDate, AccountId: AccountId}
  OpportunityLineItem:
    fields:
      OpportunityId: OpportunityId
      Product2Id: Product2Id
      Quantity: Quantity
      UnitPrice: UnitPrice
    when_share_ends: remove
  Task:
    fields: {Subject: Subject, Status: Status, ActivityDate: ActivityDate,
             WhatId: WhatId, WhoId: WhoId}
  ContentDocument:
    fields: {Title: Title, Description: Description, FileExtension: FileExtension,
             VersionData: VersionData, LinkedEntityId: LinkedEntityId}
  Event:
    fields: {Subject: Subject, DurationInMinutes: DurationInMinutes,
             ActivityDateTime: ActivityDateTime, WhatId: WhatId, WhoId: WhoId}
"""
PRODUCTS = ("Drill", "Saw")


class Deal:
    """The opportunity "Tools" of the account "Buyer", and what stands around it."""

    name = NAME

    def __init__(self, world: World) -> None:
        self.world = world
        self._open()
        for alias, text in (("acme", ACME), ("globex", GLOBEX)):
            (world.folder / MANIFESTS[alias]).write_text(text, encoding="utf-8")
        world.put_in_force()
        self.products = dict(zip(PRODUCTS, self._products(self.acme), strict=True))
        self._fill()
        # Globex carries the same products; the copies get their prices there.
        self.sync()
        self._price_copies()

    @classmethod
    def of(cls, world: World) -> "Deal":
        """The deal, made once in a world and then put back."""
        deal = copy(world.reach("deal", lambda: cls(world)))
        deal._open()
        return deal

    def _open(self) -> None:
        self.acme, self.globex = (one.plain for one in self.world.scenes())

    def _products(self, org: PlainOrg) -> list[str]:
        ids = org.create("Product2", [{"Name": name, "IsActive": True} for name in PRODUCTS])
        price(org, ids)
        return ids

    def _fill(self) -> None:
        (self.account, bystander) = self.acme.create(
            "Account", [{"Name": "Buyer"}, {"Name": "Bystander"}]
        )
        (self.opportunity,) = self.acme.create("Opportunity", [opportunity("Tools", self.account)])
        (boss,) = self.acme.create("Contact", [{"LastName": "Boss", "AccountId": self.account}])
        (self.contact,) = self.acme.create(
            "Contact",
            [{"LastName": "Clerk", "AccountId": self.account, "ReportsToId": boss}],
        )
        self.acme.create("Contact", [{"LastName": "Bystander", "AccountId": bystander}])
        self.add_line("Drill", quantity=2, price=90)
        self.add_line("Saw", quantity=1, price=250)
        self.add_task("Send offer", WhatId=self.opportunity, WhoId=self.contact)
        self.add_task("Call the buyer", WhoId=self.contact)
        self.add_task("Private", WhatId=bystander)
        self.add_file("Offer.pdf", b"%PDF offer", self.opportunity, self.account)
        self.add_file("Private.txt", b"private", bystander)
        self.acme.create(
            "Event",
            [
                {
                    "Subject": "Demo day",
                    "DurationInMinutes": 60,
                    "ActivityDateTime": "2026-12-01T09:00:00Z",
                    "WhatId": self.opportunity,
                }
            ],
        )

    def _price_copies(self) -> None:
        price(self.globex, [row["Id"] for row in self.globex.query(COPIES)])

    def add_line(self, product: str, *, quantity: float, price: float) -> None:
        query = f"SELECT Id FROM PricebookEntry WHERE Product2Id = '{self.products[product]}'"
        line = {"OpportunityId": self.opportunity, "Quantity": quantity, "UnitPrice": price}
        entry = next(self.acme.query(query))["Id"]
        self.acme.create("OpportunityLineItem", [{**line, "PricebookEntryId": entry}])

    def add_task(self, subject: str, **values: str) -> None:
        self.acme.create("Task", [{"Subject": subject, "Status": "Not Started", **values}])

    def add_file(self, path: str, content: bytes, first: str, *others: str) -> None:
        """A file linked to ``first`` and to the others."""
        values = {
            "PathOnClient": path,
            "VersionData": base64.b64encode(content).decode(),
            "FirstPublishLocationId": first,
        }
        (version,) = self.acme.create("ContentVersion", [values])
        query = f"SELECT ContentDocumentId FROM ContentVersion WHERE Id = '{version}'"
        document = next(self.acme.query(query))["ContentDocumentId"]
        for one in others:
            link = {"ContentDocumentId": document, "LinkedEntityId": one, "ShareType": "V"}
            self.acme.create("ContentDocumentLink", [link])

    def drop_price(self, product: str) -> str:
        query = f"SELECT Id FROM PricebookEntry WHERE Product2.Name = '{product}'"
        entry = next(self.globex.query(query))["Id"]
        self.globex.update("PricebookEntry", entry, {"IsActive": False})
        return entry

    def restore_price(self, entry: str) -> None:
        self.globex.update("PricebookEntry", entry, {"IsActive": True})
        self.world.move_clocks(3600)

    def share(self) -> None:
        self.world.must("share", NAME, "Account", self.account, "--org", "acme")

    def share_opportunity(self) -> None:
        """The opportunity alone is named; what belongs to it is found."""
        asked = ("share", NAME, "Opportunity", self.opportunity, "--related", "all")
        self.world.must(*asked, "--org", "acme", "--yes")

    def sync(self) -> Ended:
        self.world.move_clocks(10)
        return self.world.sync()

    def home(self) -> dict[str, object]:
        """What Acme shows of the deal, ids left out and relations named."""
        return shown(self.acme)

    def away(self) -> dict[str, object]:
        """The same of Globex."""
        return shown(self.globex)


COPIES = "SELECT Id FROM Product2 WHERE S2S_Key__c != NULL"


def price(org: PlainOrg, products: list[str]) -> None:
    """A standard price for each product."""
    org_book = next(org.query("SELECT Id FROM Pricebook2 WHERE IsStandard = TRUE"))["Id"]
    org.create(
        "PricebookEntry",
        [
            {"Pricebook2Id": org_book, "Product2Id": one, "UnitPrice": 100, "IsActive": True}
            for one in products
        ],
    )


def opportunity(name: str, account: str) -> dict[str, str]:
    """The fields an opportunity needs."""
    return {
        "Name": name,
        "AccountId": account,
        "StageName": "Prospecting",
        "CloseDate": "2026-12-31",
    }


def shown(org: PlainOrg) -> dict[str, object]:
    """The deal by names."""
    lines = org.query(
        "SELECT PricebookEntry.Product2.Name, Quantity, UnitPrice FROM OpportunityLineItem "
        "WHERE Opportunity.Name = 'Tools'"
    )
    return {
        "account": list(org.query("SELECT Name FROM Account WHERE Name = 'Buyer'")),
        "opportunity": [
            (row["Name"], row["StageName"], row["CloseDate"], row["Account"]["Name"], row["Amount"])
            for row in org.query(
                "SELECT Name, StageName, CloseDate, Account.Name, Amount FROM Opportunity "
                "WHERE Name = 'Tools'"
            )
        ],
        "contacts": sorted(
            (row["LastName"], (row["ReportsTo"] or {}).get("LastName"))
            for row in org.query(
                "SELECT LastName, ReportsTo.LastName FROM Contact WHERE Account.Name = 'Buyer'"
            )
        ),
        "lines": sorted(
            (row["PricebookEntry"]["Product2"]["Name"], row["Quantity"], row["UnitPrice"])
            for row in lines
        ),
        "tasks": related(org, "Task", "Status"),
        "files": files(org),
        "events": related(org, "Event", "DurationInMinutes"),
    }


def related(org: PlainOrg, name: str, field: str) -> list[dict[str, object]]:
    """Activities of the deal, by the names of what they are about."""
    query = (
        f"SELECT Subject, {field}, What.Name, Who.Name FROM {name} "
        "WHERE Account.Name = 'Buyer' ORDER BY Subject"
    )
    return [
        {
            "Subject": row["Subject"],
            field: row[field],
            "what": (row["What"] or {}).get("Name"),
            "who": (row["Who"] or {}).get("Name"),
        }
        for row in org.query(query)
    ]


def files(org: PlainOrg) -> list[tuple[str, object, list[str]]]:
    """Files by title, with the checksum of the content and the names of what they are linked to."""
    found = []
    for row in org.query("SELECT Title, ContentDocumentId, Checksum FROM ContentVersion"):
        query = "SELECT LinkedEntityId FROM ContentDocumentLink WHERE ContentDocumentId = "
        ids = [one["LinkedEntityId"] for one in org.query(f"{query}'{row['ContentDocumentId']}'")]
        names = [named(org, id) for id in ids if not id.startswith("005")]
        if set(names) & {"Tools", "Buyer"}:
            found.append((row["Title"], row["Checksum"], sorted(names)))
    return sorted(found)


def named(org: PlainOrg, id: str) -> str:
    """The name of an account or opportunity."""
    name = "Account" if id.startswith("001") else "Opportunity"
    return next(org.query(f"SELECT Name FROM {name} WHERE Id = '{id}'"))["Name"]
