"""How a query is refused: Salesforce's codes, texts and excerpts."""

import pytest

from s2sctl.localorg.query.complaint import complaint
from tests.localorg.engine.shop import definition
from tests.localorg.query.library import Library

RECORDED = [
    (
        "SELECT " + "F__c, " * 50 + "LastReferencedDate, Jigsaw, JigsawCompanyId, CleanStatus, "
        "AccountSource, DunsNumber, Tradestyle FROM Account",
        "CleanStatus",
        "LastReferencedDate, Jigsaw, JigsawCompanyId, CleanStatus, AccountSource, DunsNumber",
    ),
    (
        "select Id, Company,Email,LastName,SF_date__c, ConvertedContactId from Lead",
        "SF_date__c",
        "select Id, Company,Email,LastName,SF_date__c, ConvertedContactId from",
    ),
    (
        "SELECT A__c, Assignable_Adoption_Date__c FROM Contact WHERE (Id = 'somethingwonky') "
        "LIMIT 1",
        "Id = ",
        "Assignable_Adoption_Date__c FROM Contact WHERE (Id = 'somethingwonky') LIMIT 1",
    ),
    (
        "select Id, ProductCode from Product2 where ProductCode = 3999",
        "ProductCode = ",
        "ProductCode from Product2 where ProductCode = 3999",
    ),
    (
        "SELECT NewValueText FROM ActivityFieldHistory WHERE SystemModstamp >= "
        "2017-01-01T00:00:00Z AND SystemModstamp < 2017-01-31T00:00:00.000+00:00",
        "SystemModstamp >= ",
        "FROM ActivityFieldHistory WHERE SystemModstamp >= 2017-01-01T00:00:00Z",
    ),
]


@pytest.mark.parametrize(("soql", "word", "excerpt"), RECORDED)
def test_the_excerpt_is_cut_as_recorded(soql: str, word: str, excerpt: str) -> None:
    at = soql.index(word)
    lines = complaint("INVALID_FIELD", "No.", soql, at).message.split("\n")
    assert lines[:2] == ["", excerpt]
    assert excerpt[lines[2].index("^") :].startswith(word)
    assert lines[3:] == [f"ERROR at Row:1:Column:{at + 1}", "No."]


REFUSED = {
    "SELECT Nope FROM Lead": ("INVALID_FIELD", "No such column 'Nope' on entity 'Lead'."),
    "SELECT Owner.Company FROM Lead": ("INVALID_FIELD", "'Company' on entity 'Name'"),
    "SELECT Boss.Name FROM Lead": ("INVALID_FIELD", "relationship 'Boss' in field path"),
    "SELECT Id FROM Nope": ("INVALID_TYPE", "sObject type 'Nope' is not supported."),
    "SELECT Id, (SELECT Id FROM Nopes) FROM Lead": ("INVALID_TYPE", "'Nopes' in FROM part"),
    "SELECT Id FROM Lead WHERE Name IS NULL": ("MALFORMED_QUERY", "unexpected token: 'IS'"),
    "q=SELECT Id FROM Lead": ("MALFORMED_QUERY", "unexpected token: 'q'"),
    "": ("MALFORMED_QUERY", "SOQL statements cannot be empty or null"),
    "SELECT Id FROM Lead WHERE Id = 'x'": ("INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: x"),
    "SELECT Id FROM Lead WHERE Id LIKE '00Q%'": (
        "INVALID_QUERY_FILTER_OPERATOR",
        "invalid operator on id field",
    ),
    "SELECT Id FROM Lead WHERE AnnualRevenue = '1'": (
        "INVALID_FIELD",
        "'AnnualRevenue' must be of type double and should not be enclosed in quotes",
    ),
    "SELECT Id FROM Lead WHERE LastName = 1": (
        "INVALID_FIELD",
        "'LastName' must be of type string and should be enclosed in quotes",
    ),
    "SELECT Id FROM Lead WHERE CreatedDate > 2026-01-01": (
        "INVALID_FIELD",
        "'CreatedDate' must be of type dateTime and should not be enclosed in quotes",
    ),
    "SELECT Id FROM Lead WHERE IsDeleted = 'true'": ("INVALID_FIELD", "must be of type boolean"),
    "SELECT Id FROM Lead WHERE Rating INCLUDES ('Hot')": (
        "INVALID_QUERY_FILTER_OPERATOR",
        "only valid on multipicklist field",
    ),
    "SELECT Id FROM Lead WHERE Description = 'x'": (
        "INVALID_FIELD",
        "field 'Description' can not be filtered in a query call",
    ),
    "SELECT Id FROM Lead ORDER BY Description": ("INVALID_FIELD", "can not be sorted in a query"),
    "SELECT Id FROM Lead GROUP BY Rating": ("MALFORMED_QUERY", "Field must be grouped or aggre"),
    "SELECT Rating, COUNT(Id) FROM Lead": ("MALFORMED_QUERY", "grouped or aggregated: Rating"),
    "SELECT Description FROM Lead GROUP BY Description": ("INVALID_FIELD", "can not be grouped"),
    "SELECT SUM(Name) FROM Lead": ("MALFORMED_QUERY", "does not support aggregate operator SUM"),
    "SELECT COUNT(IsDeleted) FROM Lead": (
        "MALFORMED_QUERY",
        "not support aggregate operator COUNT",
    ),
    "SELECT COUNT_DISTINCT(Tags__c) FROM Lead": ("MALFORMED_QUERY", "operator COUNT_DISTINCT"),
    "SELECT MAX(Description) FROM Lead": ("MALFORMED_QUERY", "not support aggregate operator MAX"),
    "SELECT Name n FROM Lead": ("MALFORMED_QUERY", "only aggregate expressions use field alias"),
    "SELECT Id, id FROM Lead": ("MALFORMED_QUERY", "duplicate field selected: Id"),
    "SELECT MAX(CreatedDate) FROM Lead LIMIT 1": ("MALFORMED_QUERY", "cannot also use LIMIT"),
    "SELECT FIELDS(ALL) FROM Lead": ("MALFORMED_QUERY", "must have a LIMIT of at most 200"),
    "SELECT Id FROM Lead LIMIT 1 OFFSET 2001": (
        "NUMBER_OUTSIDE_VALID_RANGE",
        "Maximum SOQL offset allowed for apiName Lead is 2000",
    ),
    "SELECT Id FROM Lead ALL ROWS": ("MALFORMED_QUERY", "ALL ROWS not allowed in this context"),
    "SELECT Id FROM Account WHERE Name = 'x' OR Id IN (SELECT AccountId FROM Contact)": (
        "MALFORMED_QUERY",
        "not allowed with the 'OR' operator",
    ),
    "SELECT Id FROM Account WHERE Id IN (SELECT Name FROM Contact)": (
        "MALFORMED_QUERY",
        "Semi join sub-selects can only query id fields, cannot use: 'Name'",
    ),
    "SELECT Id FROM Account WHERE Id IN (SELECT Account.Id FROM Contact)": (
        "MALFORMED_QUERY",
        "can only query id fields, cannot use: 'Account.Id'",
    ),
    "SELECT Id FROM Account WHERE Name IN (SELECT AccountId FROM Contact)": (
        "MALFORMED_QUERY",
        "for outer query should be an id field, cannot use: 'Name'",
    ),
    "SELECT Id FROM Contact WHERE Account.OwnerId IN (SELECT Id FROM User)": (
        "MALFORMED_QUERY",
        "cannot use: 'Account.OwnerId'",
    ),
    "SELECT Id FROM Account WHERE ParentId IN (SELECT Id FROM Account)": (
        "MALFORMED_QUERY",
        "The inner and outer selects should not be on the same object type",
    ),
    "SELECT Id FROM Account WHERE Id IN (SELECT OwnerId FROM Contact)": (
        "MALFORMED_QUERY",
        "The selected field 'OwnerId' in the subquery and the left operand field in the where "
        "expression in the outer query 'Id' should point to the same object type",
    ),
    "SELECT MAX(CreatedDate) abcdefghijklmnopqrstuvwxyz FROM Lead": (
        "MALFORMED_QUERY",
        "alias is too long, maximum of 25 characters: abcdefghijklmnopqrstuvwxyz",
    ),
    "SELECT Id FROM Account WHERE (NOT Id IN (SELECT AccountId FROM Contact))": (
        "MALFORMED_QUERY",
        "only allowed at the top level WHERE expressions",
    ),
    "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact) AND Id IN "
    "(SELECT AccountId FROM Case) AND Id NOT IN (SELECT AccountId FROM Opportunity)": (
        "MALFORMED_QUERY",
        "Maximum 2 semi join sub-selects are allowed",
    ),
    "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact LIMIT 1)": (
        "MALFORMED_QUERY",
        "LIMIT is not allowed in semi join sub-selects",
    ),
    "SELECT Id FROM Account WHERE Id IN (SELECT COUNT(AccountId) FROM Contact)": (
        "MALFORMED_QUERY",
        "only root queries support aggregate expressions",
    ),
    "SELECT Id, (SELECT COUNT(Id) FROM Contacts) FROM Account": (
        "MALFORMED_QUERY",
        "only root queries support aggregate expressions",
    ),
    "SELECT Id FROM Lead USING SCOPE team": ("INVALID_QUERY_SCOPE", "support scope 'team'"),
    "SELECT CALENDAR_YEAR(CreatedDate) FROM Lead": ("MALFORMED_QUERY", "must be grouped or aggr"),
    "SELECT Rating FROM Lead GROUP BY Rating ORDER BY Name": (
        "MALFORMED_QUERY",
        "Ordered field must be grouped or aggregated: Name",
    ),
    "SELECT COUNT() FROM Lead ORDER BY Name": ("MALFORMED_QUERY", "cannot be used with COUNT()"),
    "SELECT COUNT() FROM Lead GROUP BY Name": ("MALFORMED_QUERY", "cannot be used with COUNT()"),
    "SELECT Rating FROM Lead GROUP BY CUBE(Rating, Status, LeadSource, Industry)": (
        "MALFORMED_QUERY",
        "at most 3",
    ),
    "SELECT FORMAT(Name) FROM Lead": ("INVALID_FIELD", "'Name' can not be formatted"),
    "SELECT Id FROM Lead WHERE FORMAT(AnnualRevenue) = '1'": ("MALFORMED_QUERY", "SELECT list"),
    "SELECT convertCurrency(Name) FROM Lead": ("INVALID_FIELD", "not a currency field"),
    "SELECT Id FROM Account WHERE DISTANCE(Name, GEOLOCATION(1,1), 'km') < 1": (
        "INVALID_FIELD",
        "no location",
    ),
    "SELECT Id FROM Account WHERE DISTANCE(BillingAddress, GEOLOCATION(1,1), 'km') = 1": (
        "INVALID_QUERY_FILTER_OPERATOR",
        "< and >",
    ),
    "SELECT Id FROM Lead FOR UPDATE": ("MALFORMED_QUERY", "unexpected token: 'UPDATE'"),
    "SELECT Id, " + ", ".join("(SELECT Id FROM Contacts)" for _ in range(21)) + " FROM Account": (
        "MALFORMED_QUERY",
        "more than 20 subqueries",
    ),
    "SELECT Id, "
    + "(SELECT Id, " * 4
    + "(SELECT Id FROM ChildAccounts)"
    + " FROM ChildAccounts)" * 4
    + " FROM Account": (
        "INVALID_TYPE",
        "cannot query aggregate relationships more than 4 level away",
    ),
    "SELECT Parent.Parent.Parent.Parent.Parent.Parent.Name FROM Account": (
        "MALFORMED_QUERY",
        "must not exceed 5 levels",
    ),
    "SELECT Id FROM Lead WHERE LastName = '" + "x" * 4001 + "'": ("MALFORMED_QUERY", "4000"),
    "SELECT Id FROM Lead WHERE Day__c = LAST_N_DAYS:9999999999": ("MALFORMED_QUERY", "range"),
    "SELECT Id FROM Lead WHERE " + "(" * 3000 + "Id = null" + ")" * 3000: (
        "QUERY_TOO_COMPLICATED",
        "too complicated",
    ),
}


def test_each_mistake_is_refused_with_its_code_and_text(library: Library) -> None:
    wrong = {}
    for soql, (code, text) in REFUSED.items():
        refusal = library.refusal(soql)
        if (refusal.http_status, refusal.error_code) != (400, code) or text not in refusal.message:
            wrong[soql[:80]] = (refusal.error_code, refusal.message[:200])
        assert refusal.fields is None
    assert wrong == {}


def test_more_columns_than_a_statement_takes_are_too_complicated(library: Library) -> None:
    users = library.admin.readable(definition(library.org, "User"))
    names = [one.name for one in users.values() if one.type not in ("address", "location")]
    ways = [f"Account.{'Parent.' * n}{end}" for n in range(3) for end in ("CreatedBy", "Owner")]
    ways += [f"{way}.Manager" for way in ways] + ["CreatedBy", "Owner", "LastModifiedBy"]
    ways += [f"{way}.CreatedBy" for way in ways] + [f"{way}.LastModifiedBy" for way in ways]
    ways = [way for way in ways if way.count(".") < 5]
    paths = sorted((f"{way}.{name}" for way in ways for name in names), key=len)[:2010]
    assert len(paths) == 2010
    refusal = library.refusal(f"SELECT {', '.join(paths)} FROM Contact")
    assert refusal.error_code == "QUERY_TOO_COMPLICATED"


def test_a_secured_query_takes_no_polymorphic_way_but_to_its_owner(library: Library) -> None:
    secured = "SELECT {} FROM Task WITH SECURITY_ENFORCED"
    assert library.page(secured.format("Id, Owner.Name")).total_size == 0
    for wrong in ("What.Name", "TYPEOF What WHEN Account THEN Id ELSE Name END"):
        assert library.refusal(secured.format(wrong)).error_code == "MALFORMED_QUERY"


def test_the_place_in_a_query_of_several_lines_is_a_row_and_a_column(library: Library) -> None:
    message = library.refusal("SELECT Id\nFROM Lead\nWHERE Nope = 1 LIMIT 1").message
    assert message.startswith("\nWHERE Nope = 1 LIMIT 1\n      ^\nERROR at Row:3:Column:7\n")
