"""A manifest over a template: what it says itself goes before what the template says. Pure.

The nodes keep their places, so that every finding names the file and line it comes from. Rules:
``publish`` is merged object by object and each object key by key, ``guards`` key by key; a key
the manifest gives replaces the template's whole, ``null`` or ``false`` takes an object away.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from s2sctl.manifest.yaml_nodes import Entry, MappingNode, Node, ScalarNode
from s2sctl.manifest.yaml_read import read_yaml
from s2sctl.model.finding import Finding

KEY = "template"
_ALLOWED = ("publish", "guards", KEY)


@dataclass(frozen=True, slots=True)
class Template:
    """A template's text, and how findings name its file."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Templates:
    """What a manifest stands on, the nearest first; ``faults`` say why one could not be read."""

    files: tuple[Template, ...] = ()
    faults: tuple[Finding, ...] = ()


def template_named(root: Node | None) -> ScalarNode | None:
    """The value of ``template:``, None where a file names none."""
    entry = root.get(KEY) if isinstance(root, MappingNode) else None
    value = entry.value if entry is not None else None
    named = isinstance(value, ScalarNode) and isinstance(value.value, str) and value.value
    return value if isinstance(value, ScalarNode) and named else None


def over_templates(
    root: MappingNode, templates: Sequence[Template]
) -> tuple[MappingNode, tuple[Finding, ...]]:
    """``root`` with what its templates add, and what is wrong in those."""
    findings: list[Finding] = []
    for template in templates:
        read = read_yaml(template.text, template.file)
        findings += read.findings
        if isinstance(read.root, MappingNode):
            findings += _foreign(read.root)
            root = _over(root, read.root)
    return root, tuple(findings)


def _foreign(root: MappingNode) -> Iterator[Finding]:
    for entry in root.entries:
        if entry.key not in _ALLOWED:
            text = f'a template holds publish and guards, not "{entry.key}"'
            help = "move it to the manifests that use the template"
            yield Finding("S2S454", entry.key, text, help, place=entry.key_place)


def _over(root: MappingNode, base: MappingNode) -> MappingNode:
    merged = root
    for key in ("publish", "guards"):
        below, above = base.get(key), merged.get(key)
        if below is None:
            continue
        if above is None:
            merged = _with(merged, below)
        elif isinstance(above.value, MappingNode) and isinstance(below.value, MappingNode):
            both = _joined(above.value, below.value, whole=key == "guards")
            merged = _with(merged, Entry(key, above.key_place, both))
    return merged


def _joined(above: MappingNode, below: MappingNode, *, whole: bool) -> MappingNode:
    """Both mappings' entries, the template's order first; ``whole``: values are not merged."""
    entries: list[Entry] = []
    for entry in below.entries:
        mine = above.get(entry.key)
        if mine is None:
            entries.append(entry)
        elif _gone(mine.value) and not whole:
            continue
        elif (
            not whole
            and isinstance(mine.value, MappingNode)
            and isinstance(entry.value, MappingNode)
        ):
            inner = _joined(mine.value, entry.value, whole=True)
            entries.append(Entry(mine.key, mine.key_place, inner))
        else:
            entries.append(mine)
    added = (entry for entry in above.entries if below.get(entry.key) is None)
    return MappingNode((*entries, *added), above.place)


def _gone(node: Node) -> bool:
    return isinstance(node, ScalarNode) and (node.value is None or node.value is False)


def _with(root: MappingNode, entry: Entry) -> MappingNode:
    others = [entry if one.key == entry.key else one for one in root.entries]
    known = root.get(entry.key) is not None
    return MappingNode(tuple(others if known else [*others, entry]), root.place)
