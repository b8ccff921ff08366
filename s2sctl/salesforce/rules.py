"""A validation rule's own message, told only where it surely holds no record value.

A rule's message is a constant of the org's metadata (Tooling API, ValidationRule.ErrorMessage);
what a trigger adds comes under the same status code and may quote anything. So a message is told
if it is, word for word, that of an active rule of the object, and redacted else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote as in_url

from s2sctl.errors import AccessDenied, Interrupted, RequestRefused, Temporary
from s2sctl.model.names import ObjectName
from s2sctl.ports.org import Outcome
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.shapes import Json, mapping, mappings
from s2sctl.soql.literals import quote

_REFUSED = "FIELD_CUSTOM_VALIDATION_EXCEPTION"


class RuleMessages:
    """The messages of an org's validation rules, each object's asked for once when first needed."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[ObjectName, Mapping[str, str]] = {}

    def told(
        self, name: ObjectName, outcomes: Sequence[Outcome], messages: Sequence[str]
    ) -> tuple[Outcome, ...]:
        """The outcomes of a write, those that a validation rule refused with its own message.

        ``messages`` are what the org said of each row, "" for nothing. A user who may not see
        Setup learns no rule. Where the org cannot be asked now the outcomes stay as they are, and
        nothing is kept of it: the write is answered, and no sentence is worth losing that.
        """
        try:
            return tuple(
                self._told(name, one, message)
                for one, message in zip(outcomes, messages, strict=True)
            )
        except (Temporary, Interrupted):
            return tuple(outcomes)

    def _told(self, name: ObjectName, outcome: Outcome, message: str) -> Outcome:
        refusal, said = outcome.refusal, message.strip()
        if refusal is None or refusal.code != _REFUSED:
            return outcome
        if name not in self._known:
            self._known[name] = self._ask(name)
        rule = self._known[name].get(said)
        if not rule:
            return outcome
        text = f'the validation rule {rule} refuses it: "{said}"'
        return replace(outcome, refusal=replace(refusal, message=text))

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
