"""A small fixed org to ask questions of, and short ways to ask them."""

from datetime import UTC, datetime

import pytest

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.query import QueryPage, QueryRunner
from tests.localorg.engine.shop import custom_object, definition, field, grant, make

STAMP = datetime(2026, 1, 1, tzinfo=UTC)


def stamp(org: LocalOrg, name: str, record_id: str, seconds: int) -> None:
    """Set a row's audit stamps to so many seconds into the year 2026."""
    moment = (int(STAMP.timestamp()) + seconds) * 1000
    for column in ("CreatedDate", "LastModifiedDate", "SystemModstamp"):
        org.database.execute(
            f'UPDATE "{name}" SET "{column}" = ? WHERE "Id" = ?', (moment, record_id)
        )


def furnish(org: LocalOrg) -> dict[str, str]:
    """Three accounts, four contacts, five leads; ids by a short name."""
    ids: dict[str, str] = {}
    ids["acme"] = make(org, "Account", Name="Acme", Industry="Energy", AnnualRevenue=100.5)
    ids["blue"] = make(org, "Account", Name="blue", Industry="Banking", AnnualRevenue=200)
    ids["coal"] = make(org, "Account", Name="Coal", ParentId=ids["acme"], BillingCity="Graz")
    for name, account in (("Ann", "acme"), ("Bob", "acme"), ("Cid", "blue"), ("Dan", None)):
        parent = {"AccountId": ids[account]} if account else {}
        ids[name] = make(org, "Contact", LastName=name, **parent)
    leads = (
        ("one", "Hot", 10, True, "2026-01-01"),
        ("two", "Warm", 20, False, "2026-01-02"),
        ("three", "Cold", None, False, None),
        ("four", None, 40, True, "2026-03-01"),
        ("STRASSE", "Hot", -5, False, "2025-12-31"),
    )
    field(org, "Lead", "<fullName>Day__c</fullName><label>Day</label><type>Date</type>")
    field(
        org,
        "Lead",
        "<fullName>Tags__c</fullName><label>Tags</label><type>MultiselectPicklist</type>"
        "<visibleLines>4</visibleLines><valueSet><valueSetDefinition>"
        + "".join(f"<value><fullName>{v}</fullName><label>{v}</label></value>" for v in "ABC")
        + "</valueSetDefinition></valueSet>",
    )
    grant(org, "Lead.Day__c", "Lead.Tags__c")
    tags = {"one": "A;B", "two": "B", "three": "A;C"}
    for seconds, (name, rating, revenue, unread, day) in enumerate(leads):
        ids[name] = make(
            org,
            "Lead",
            LastName=name,
            Company=f"{name} & Co",
            Rating=rating,
            AnnualRevenue=revenue,
            IsUnreadByOwner=unread,
            Day__c=day,
            Tags__c=tags.get(name),
        )
        stamp(org, "Lead", ids[name], seconds * 10)
    return ids


class Library:
    """An org, its rows by short names, and a runner."""

    def __init__(self, org: LocalOrg) -> None:
        self.org = org
        self.ids = furnish(org)
        self.runner = QueryRunner(org)

    @property
    def admin(self) -> Viewer:
        return self.org.viewer(self.org.admin)

    def page(self, soql: str, viewer: Viewer | None = None, **more: object) -> QueryPage:
        return self.runner.run(soql, viewer or self.admin, **more)

    def names(self, condition: str) -> list[str]:
        """Last names of the leads for which a condition holds, in the order they were made."""
        soql = f"SELECT LastName FROM Lead WHERE {condition} ORDER BY Id"
        return [str(record["LastName"]) for record in self.page(soql).records]

    def values(self, soql: str, *keys: str) -> list[object]:
        """The values of some keys, a tuple a record; bare where there is one key."""
        rows = [tuple(record[key] for key in keys) for record in self.page(soql).records]
        return [row[0] if len(keys) == 1 else row for row in rows]

    def refusal(self, soql: str, viewer: Viewer | None = None) -> RequestError:
        with pytest.raises(RequestError) as caught:
            self.page(soql, viewer)
        return caught.value


__all__ = ["Library", "custom_object", "definition", "stamp"]
