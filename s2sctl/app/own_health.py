"""A connection's health as far as one org's own record tells it, where only one login is here."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from s2sctl.app.health import ended_text
from s2sctl.app.listing import Listed, list_connections
from s2sctl.connection.record import HealthFigures, Status
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.model.spans import told_span
from s2sctl.ports.org import Org
from s2sctl.sync.health import Check, Health, Verdict, age_check, counted_checks
from s2sctl.sync.report import Held


def own_health(
    name: ConnectionName,
    aliases: Sequence[OrgAlias],
    open_org: Callable[[OrgAlias], Org],
    max_lag: timedelta | None = None,
) -> Health | None:
    """What the record says that a run elsewhere keeps up to date; None without exactly one.

    The partner is not asked: that its word may be another one is said, and is no failure.
    ``max_lag`` as for ``health.health``. Raises nothing of its own.
    """
    found = [one for one in list_connections(aliases, open_org).listed if one.record.name == name]
    if len(found) != 1:
        return None
    one = found[0]
    figures = one.record.figures
    held = Held(figures.conflicts, figures.failed, figures.pending)
    checks = [
        Check(f"org.{one.alias}", Verdict.OK, f"logged in to {one.org_id}"),
        _standing(one),
        *counted_checks(held),
    ]
    if one.record.status is Status.ACCEPTED:
        checks += _runs(figures, open_org(one.alias), max_lag)
    paused = (one.alias,) if one.record.status is Status.PAUSED else ()
    return Health(name, one.record.status.value, (), tuple(checks), held, paused=paused)


def _standing(one: Listed) -> Check:
    record = one.record
    if record.status is Status.ACCEPTED:
        text = "Accepted here; the partner was not asked: the login of its org is not here"
        return Check("connection", Verdict.OK, text)
    if record.status is Status.SENT:
        text = f"{record.partner_name or 'the partner'} has not answered"
        return Check("connection", Verdict.DEGRADED, text)
    told = ended_text(one.alias, record)
    age = f", for {told_span(one.age)}" if one.age is not None else ""
    return Check("connection", Verdict.DEGRADED, f"{told}{age}")


def _runs(figures: HealthFigures, org: Org, most: timedelta | None) -> list[Check]:
    if most is not None:
        return [age_check(figures.last_sync, org.now(), most)]
    if figures.last_sync is None:
        return [Check("age", Verdict.DEGRADED, "no run yet")]
    text = f"the last run that went through was {told_span(org.now() - figures.last_sync)} ago"
    return [Check("age", Verdict.OK, text)]
