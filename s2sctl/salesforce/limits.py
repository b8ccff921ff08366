"""What an org has left of its API calls, asked for where no answer's header told it.

The ``/limits`` resource (REST API guide, "Limits"): ``DailyApiRequests`` with ``Max`` and
``Remaining``; a user needs View Setup and Configuration to see it. It is charged as one call.
"""

from s2sctl.errors import AccessDenied, RequestRefused
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.shapes import mapping, whole
from s2sctl.sync.budget import DailyLimit


def daily_limits(client: Client) -> tuple[DailyLimit, ...]:
    """As the latest header told, else as ``/limits`` does; empty where the user may not ask."""
    told = client.meter.usage().limits
    if told:
        return told
    try:
        found = mapping(client.get("limits")).get("DailyApiRequests")
    except (AccessDenied, RequestRefused):
        return ()
    if client.meter.usage().limits or found is None:
        return client.meter.usage().limits
    daily = mapping(found)
    most = whole(daily.get("Max"))
    return (DailyLimit(most - whole(daily.get("Remaining")), most),)
