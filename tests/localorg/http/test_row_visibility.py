"""A row that sharing opens is one by its path, too; one that it does not is not there."""

from tests.localorg.http.wire import Org


def _user(org: Org, name: str, role: str) -> str:
    profile = org.wire.query("SELECT Id FROM Profile WHERE Name = 'Standard User'").json
    return org.wire.create(
        "User",
        Username=f"{name}@acme.example",
        LastName=name,
        Email=f"{name}@acme.example",
        Alias=name,
        ProfileId=profile["records"][0]["Id"],
        UserRoleId=role,
        TimeZoneSidKey="Europe/Berlin",
        LocaleSidKey="en_US",
        EmailEncodingKey="UTF-8",
        LanguageLocaleKey="en_US",
    )


def _as(org: Org, user: str) -> None:
    org.wire.token = org.control.token(user)


def test_who_stands_above_the_owner_reads_and_changes_the_row_by_its_path(org: Org) -> None:
    top = org.wire.create("UserRole", Name="Top")
    below = org.wire.create("UserRole", Name="Below", ParentRoleId=top)
    boss, worker = _user(org, "boss", top), _user(org, "worker", below)
    org.control.sharing("Account", "Private")
    account = org.wire.create("Account", Name="Acme", OwnerId=worker)
    own = org.wire.create("Account", Name="Boss's", OwnerId=boss)
    contact = org.wire.create("Contact", LastName="Doe", AccountId=account)
    org.control.sharing("Contact", "ControlledByParent")
    _as(org, boss)
    for path in (f"/sobjects/Account/{account}", f"/sobjects/Contact/{contact}"):
        assert org.wire.get(path).status == 200
        assert org.wire.call("PATCH", path, {"Phone": "1"}).status == 204
    _as(org, worker)
    hidden = f"/sobjects/Account/{own}"
    answers = (org.wire.get(hidden), org.wire.call("PATCH", hidden, {"Phone": "1"}))
    assert [(one.status, one.json[0]["errorCode"]) for one in answers] == [(404, "NOT_FOUND")] * 2


def test_a_shared_row_is_read_by_its_path_and_changed_only_where_that_is_shared(org: Org) -> None:
    role = org.wire.create("UserRole", Name="Any")
    user = _user(org, "guest", role)
    org.control.sharing("Account", "Private")
    account = org.wire.create("Account", Name="Acme")
    path = f"/sobjects/Account/{account}"
    org.control.put_rule(
        "Account", "sharing", "Seen", formula='Name = "Acme"', to=user, access="Read"
    )
    _as(org, user)
    assert org.wire.get(f"{path}?fields=Name").json["Name"] == "Acme"
    refused = org.wire.call("PATCH", path, {"Phone": "1"})
    assert (refused.status, refused.json[0]["errorCode"]) == (
        403,
        "INSUFFICIENT_ACCESS_OR_READONLY",
    )
