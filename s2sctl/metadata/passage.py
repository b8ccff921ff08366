"""One field's values on their way into another field. Pure."""

from dataclasses import dataclass

from s2sctl.agreement.flows import Transform
from s2sctl.metadata.types import describe_type
from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema


def target_path(path: str, source: FieldName, target: FieldName, transform: Transform) -> str:
    """Where the mapping below the object at ``path`` names ``target``: ``split`` names several."""
    here = f"{path}.fields.{source}"
    return f"{here}.to" if transform.recast.part is None else f"{here}.split.{target}"


@dataclass(frozen=True, slots=True)
class Passage:
    """One field's values on their way into another field, with the orgs' names."""

    path: str
    source: FieldSchema
    target: FieldSchema
    transform: Transform
    source_org: str
    target_org: str

    @property
    def both(self) -> str:
        """Both fields with their types and orgs, for messages."""
        return (
            f"{self.source.name} is {describe_type(self.source)} in {self.source_org}, "
            f"{self.target.name} is {describe_type(self.target)} in {self.target_org}"
        )
