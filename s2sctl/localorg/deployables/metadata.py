"""Metadata files as nested mappings: element name to the list of its occurrences."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union
from xml.etree import ElementTree

from s2sctl.localorg.deployables.problem import ComponentProblem

Meta: TypeAlias = Mapping[str, Sequence[Union[str, "Meta"]]]
"""``{"fullName": ["Lead"], "fields": [{…}, {…}]}``: text for leaves, mappings for the rest."""


def from_xml(body: bytes) -> tuple[str, Meta]:
    """The root element's name (``CustomObject``) and what it holds; namespaces dropped.

    Raises ``ComponentProblem`` for what is not XML, or declares entities of its own.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ComponentProblem("Error parsing file: DOCTYPE is not allowed")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise ComponentProblem(f"Error parsing file: {error}") from None
    return _local(root.tag), _children(root)


def text(meta: Meta, name: str, default: str = "") -> str:
    """The first occurrence's text, stripped."""
    found = meta.get(name, ())
    return found[0].strip() if found and isinstance(found[0], str) else default


def flag(meta: Meta, name: str, default: bool = False) -> bool:
    """The first occurrence as a boolean."""
    said = text(meta, name).lower()
    return said == "true" if said else default


def number(meta: Meta, name: str, default: int = 0) -> int:
    """The first occurrence as a whole number."""
    said = text(meta, name)
    if not said:
        return default
    if not said.lstrip("-").isdigit():
        raise ComponentProblem(f"'{said}' is not a valid value for the type xsd:int ({name})")
    return int(said)


def many(meta: Meta, name: str) -> list[Meta]:
    """Every occurrence that has parts of its own."""
    return [one for one in meta.get(name, ()) if not isinstance(one, str)]


def texts(meta: Meta, name: str) -> list[str]:
    """Every occurrence's text."""
    return [one.strip() for one in meta.get(name, ()) if isinstance(one, str)]


def part(meta: Meta, name: str) -> Meta | None:
    """The first occurrence that has parts of its own, or None."""
    found = many(meta, name)
    return found[0] if found else None


def _children(element: ElementTree.Element) -> Meta:
    said: dict[str, list[str | Meta]] = {}
    for child in element:
        value: str | Meta = _children(child) if len(child) else (child.text or "")
        said.setdefault(_local(child.tag), []).append(value)
    return said


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
