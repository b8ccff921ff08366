"""Mail through the org: the standard action ``emailSimple`` (Actions guide)."""

from collections.abc import Mapping

from s2sctl.salesforce.client import Client
from s2sctl.salesforce.faults import Failure, Problem, problem_of
from s2sctl.salesforce.retry import Repeat
from s2sctl.salesforce.shapes import Json, mappings


def send_mail(client: Client, to: str, subject: str, body: str) -> None:
    """Hand one plain mail to the org. Sent at most once: it is not repeated when in doubt."""
    inputs = {"emailAddresses": to, "emailSubject": subject, "emailBody": body}

    def once() -> None:
        answer = client.send("POST", "actions/standard/emailSimple", {"inputs": [inputs]})
        for one in mappings(answer):
            if one.get("isSuccess") is not True:
                raise Failure.told(_problem(one))

    client.persist(Repeat.ONCE, once)


def _problem(answer: Mapping[str, Json]) -> Problem:
    return problem_of(200, answer.get("errors"))
