"""A validation rule's own message, told only where it surely holds no record value.

A rule's message is a constant of the org's metadata (Tooling API, ValidationRule.ErrorMessage);
what a trigger adds comes under the same status code and may quote anything. So a message is told
if it is, word for word, that of an active rule of the object, and redacted else.
"""

from collections.abc import Mapping
from urllib.parse import quote as in_url

from s2sctl.errors import AccessDenied, RequestRefused
from s2sctl.model.names import ObjectName
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.shapes import Json, mapping, mappings
from s2sctl.soql.literals import quote

REFUSED = "FIELD_CUSTOM_VALIDATION_EXCEPTION"


class RuleMessages:
    """The messages of an org's validation rules, each object's asked for once when first needed."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[ObjectName, Mapping[str, str]] = {}

    def told(self, name: ObjectName, message: str) -> str | None:
        """What to tell of a refusal with this message, None where no rule of the object says it.

        A user who may not see Setup learns no rule: then None too. Raises what an org raises that
        cannot be asked now: that says nothing about its rules, and nothing is kept of it.
        """
        if name not in self._known:
            self._known[name] = self._ask(name)
        rule = self._known[name].get(message.strip())
        return f'the validation rule {rule} refuses it: "{message.strip()}"' if rule else None

    def _ask(self, name: ObjectName) -> Mapping[str, str]:
        soql = (
            "SELECT ValidationName, ErrorMessage FROM ValidationRule "
            f"WHERE EntityDefinition.QualifiedApiName = {quote(name)} AND Active = true"
        )
        try:
            answer = mapping(self._client.get(f"tooling/query?q={in_url(soql, safe='')}"))
        except (AccessDenied, RequestRefused):
            return {}
        return dict(map(_rule, mappings(answer.get("records") or [])))


def _rule(row: Mapping[str, Json]) -> tuple[str, str]:
    return str(row.get("ErrorMessage") or "").strip(), str(row.get("ValidationName"))
