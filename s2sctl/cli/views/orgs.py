"""Logins as text and JSON; never a secret, nor where it is kept beyond its reference's kind."""

from collections.abc import Sequence

from s2sctl.app.login_check import LoginReport
from s2sctl.cli.answer import Answer, Json
from s2sctl.cli.views.moments import moment_json
from s2sctl.manifest.logins import (
    AccessToken,
    ClientCredentials,
    CliLogin,
    JwtBearer,
    LocalLogin,
    OrgLogin,
    RefreshToken,
)
from s2sctl.wiring.added_login import NewText


def added_answer(
    found: NewText, entry: OrgLogin, report: LoginReport | None, *, dry_run: bool
) -> Answer:
    """What ``org add`` wrote, or would write."""
    before = found.old.org_id if found.old else None
    moved = bool(before and entry.org_id and before != entry.org_id)
    told = f"{entry.alias} was org {before} and is {entry.org_id} now: its connections refuse it."
    who = report.identity if report else None
    done = "Nothing was written." if dry_run else f"Written to {found.project.orgs_file}."
    tried = [f"ok  login  {who.username or who.user_id} in {who.org_id}"] if who else []
    after = "enable" if report else "test"
    return Answer(
        schema="s2sctl/org-add/v1",
        result={
            "alias": entry.alias,
            "login": way(entry),
            "where": where(entry),
            "org_id": who.org_id if who else None,
            "replaced": found.old is not None,
            "dry_run": dry_run,
            "diff": found.diff,
        },
        text="\n".join([found.diff, *tried, done]),
        next="" if dry_run else f"s2sctl org {after} {entry.alias}",
        warnings=(told,) if moved else (),
    )


def entries_text(entries: Sequence[OrgLogin]) -> str:
    """One line an org: alias, way to log in, where."""
    rows = [(one.alias, way(one), where(one), one.org_id or "") for one in entries]
    widths = [max((len(row[place]) for row in rows), default=0) for place in range(4)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines) or "no orgs yet; see README, Logins"


def entry_json(entry: OrgLogin) -> Json:
    """One entry as scripts read it."""
    return {
        "alias": entry.alias,
        "login": way(entry),
        "where": where(entry),
        "org_id": entry.org_id,
        "api_version": entry.api_version,
        "bulk_from": entry.bulk_from,
    }


def way(entry: OrgLogin) -> str:
    """How the entry logs in."""
    match entry.login:
        case ClientCredentials():
            return "client credentials"
        case AccessToken():
            return "access token"
        case JwtBearer():
            return "JWT bearer"
        case RefreshToken():
            return "refresh token"
        case CliLogin():
            return "Salesforce CLI"
        case LocalLogin():
            return "local org"


def where(entry: OrgLogin) -> str:
    """The address, or the name of the local org or of the Salesforce CLI's login."""
    if isinstance(entry.login, LocalLogin | CliLogin):
        return entry.login.name
    return entry.login.url


def report_text(report: LoginReport, version: str) -> str:
    """A line a proof."""
    who = report.identity
    lines = [
        f"ok  login   {who.username or who.user_id}",
        f"ok  org     {report.org_name or '(name hidden)'}  {who.org_id}  {kind(report)}",
        f"ok  api     {who.instance_url}  version {version}",
        f"ok  limit   {_limit(report)}",
        f"ok  clock   {report.org_time:%Y-%m-%d %H:%M:%S} UTC",
    ]
    return "\n".join(line.rstrip() for line in lines)


def report_json(alias: str, report: LoginReport, version: str) -> Json:
    """The report as scripts read it."""
    who, app = report.identity, report.usage.app
    return {
        "alias": alias,
        "username": who.username,
        "user_id": who.user_id,
        "org_id": who.org_id,
        "org_name": report.org_name,
        "edition": report.edition,
        "sandbox": report.sandbox,
        "instance_url": who.instance_url,
        "api_version": version,
        "org_time": moment_json(report.org_time),
        "api_calls": {
            "ours": report.usage.calls,
            "used": report.usage.used,
            "limit": report.usage.limit,
            "app": None if app is None else {"used": app.used, "limit": app.limit},
        },
    }


def kind(report: LoginReport) -> str:
    """Edition, and whether it is a sandbox."""
    words = [report.edition, "sandbox" if report.sandbox else ""]
    return ", ".join(word for word in words if word)


def _limit(report: LoginReport) -> str:
    usage = report.usage
    if usage.used is None or not usage.limit:
        return "the org does not tell how many API calls were used"
    share = 100 * usage.used / usage.limit
    own = f"; {usage.app.used:,} of our app's own {usage.app.limit:,}" if usage.app else ""
    return f"{usage.used:,} of {usage.limit:,} API calls used in 24 hours ({share:.0f} %){own}"
