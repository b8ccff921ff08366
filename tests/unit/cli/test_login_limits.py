"""``org test`` tells what is used of an org's API calls, and of our app's own."""

from datetime import UTC, datetime

from s2sctl.app.login_check import LoginReport
from s2sctl.cli.views.orgs import report_json, report_text
from s2sctl.ports.org import Identity, Usage
from s2sctl.sync.budget import DailyLimit

ANN = Identity("00D000000000AAAEA0", "005000000000AAAEA0", "ann@acme.example", "https://acme")


def report(app=None):
    usage = Usage(1, 0, 25, 5000, app)
    return LoginReport(ANN, "Acme", "", False, datetime(2026, 11, 24, tzinfo=UTC), usage)


def test_the_apps_own_limit_is_told_where_there_is_one() -> None:
    told = report(DailyLimit(17, 250, "s2s"))
    assert "(0 %); 17 of our app's own 250" in report_text(told, "64.0")
    assert report_json("acme", told, "64.0")["api_calls"]["app"] == {"used": 17, "limit": 250}
    assert "our app" not in report_text(report(), "64.0")
    assert report_json("acme", report(), "64.0")["api_calls"]["app"] is None
