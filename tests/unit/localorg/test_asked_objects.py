import pytest

from s2sctl.localorg.http.asked import object_of


@pytest.mark.parametrize(
    ("soql", "name"),
    [
        ("SELECT Id FROM Lead", "Lead"),
        ("select Id, (select Id from Contacts) from Account", "Account"),
        ("SELECT Id FROM Lead WHERE Name = 'x) FROM y'", "Lead"),
        ("SELECT Id FROM A WHERE B IN (SELECT C FROM D WHERE E = 'f\\') FROM g')", "A"),
        ("nonsense", ""),
    ],
)
def test_the_object_of_the_outermost_from_is_read_off(soql: str, name: str) -> None:
    assert object_of(soql) == name
