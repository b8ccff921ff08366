"""The authorization server that an assertion names, by the org's address."""

import pytest

from s2sctl.salesforce.jwt_bearer import audience_of

_LOGIN, _TEST = "https://login.salesforce.com", "https://test.salesforce.com"


@pytest.mark.parametrize(
    ("url", "audience"),
    [
        ("https://acme.my.salesforce.com", _LOGIN),
        ("https://acme-dev-ed.develop.my.salesforce.com", _LOGIN),
        ("https://login.salesforce.com", _LOGIN),
        ("https://acme--uat.sandbox.my.salesforce.com", _TEST),
        ("https://acme--uat.my.salesforce.com", _TEST),
        ("https://test.salesforce.com", _TEST),
        ("https://127.0.0.1:8443", "https://127.0.0.1:8443"),
    ],
)
def test_the_audience_is_the_login_host_of_the_org(url, audience):
    assert audience_of(url) == audience
