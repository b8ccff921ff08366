"""Metadata XML, read strictly: the right namespace, no element that its type does not have."""

from collections.abc import Collection
from dataclasses import dataclass
from xml.etree import ElementTree

from s2sctl.localorg.metadata.problem import Problem

NAMESPACE = "http://soap.sforce.com/2006/04/metadata"


@dataclass(frozen=True, slots=True)
class Node:
    """One element: its name without the namespace, its text, its children in order."""

    name: str
    text: str
    children: tuple["Node", ...]

    def all(self, name: str) -> list["Node"]:
        """The children of that name."""
        return [child for child in self.children if child.name == name]

    def child(self, name: str) -> "Node | None":
        """The first child of that name."""
        return next(iter(self.all(name)), None)

    def value(self, name: str, default: str = "") -> str:
        """The text of the first child of that name."""
        found = self.child(name)
        return default if found is None else found.text

    def flag(self, name: str) -> bool:
        """Whether the child of that name says ``true``."""
        return self.value(name) == "true"

    def number(self, name: str, default: int = 0) -> int:
        """The child of that name as a whole number. Raises ``Problem``."""
        text = self.value(name)
        if not text:
            return default
        if not text.isdecimal():
            raise Problem(f"'{text}' is not a valid value for the type xsd:int")
        return int(text)

    def allow(self, names: Collection[str], type_name: str) -> None:
        """Raise ``Problem`` for a child that the type does not have, in Salesforce's words."""
        for child in self.children:
            if child.name not in names:
                raise Problem(
                    f"Element {{{NAMESPACE}}}{child.name} invalid at this location "
                    f"in type {type_name}"
                )


def read(content: bytes, root: str) -> Node:
    """The document, whose root must be ``root``. Raises ``Problem``."""
    # A document type could define entities that grow without bound; metadata never has one.
    if b"<!DOCTYPE" in content:
        raise Problem("Error parsing file: DOCTYPE is disallowed")
    try:
        element = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        raise Problem(f"Error parsing file: {error}") from None
    node = _node(element)
    if node.name != root:
        raise Problem(f"Error parsing file: expected a {root}, found {node.name}")
    return node


def _node(element: ElementTree.Element) -> Node:
    namespace, brace, name = element.tag.rpartition("}")
    if brace and namespace[1:] != NAMESPACE:
        raise Problem(f"Error parsing file: unknown namespace {namespace[1:]}")
    if not brace:
        raise Problem(f"Error parsing file: element {name} is not in the metadata namespace")
    return Node(name, (element.text or "").strip(), tuple(_node(child) for child in element))
