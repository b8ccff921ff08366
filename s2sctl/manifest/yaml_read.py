"""YAML text to nodes that know their place, read as editors read it: YAML 1.2 core types. Pure.

PyYAML's own loader reads YAML 1.1 (``NO`` is false, ``010`` is 8, ``12:30`` is 750, a date is a
date), lets the last of two equal keys win without a word, and its composer dies of a stack
overflow in a deeply nested file. So the tree is built here, from the parser's events.
"""

from dataclasses import dataclass

import yaml

from s2sctl.manifest import yaml_faults
from s2sctl.manifest.yaml_nodes import Entry, MappingNode, Node, ScalarNode, SequenceNode
from s2sctl.manifest.yaml_scalars import SCALAR_TAGS, TAG, core_value, tagged_value
from s2sctl.model.finding import Finding, Place

MAX_DEPTH = 40
MAX_NODES = 200_000
"""Nodes after aliases are followed; a file of a thousand mappings has about 5,000."""


@dataclass(frozen=True, slots=True)
class ParsedYaml:
    """A document: its root (None: empty, or not YAML) and what is wrong with it."""

    root: Node | None
    findings: tuple[Finding, ...] = ()


def read_yaml(text: str, file: str) -> ParsedYaml:
    """Read the one document in ``text``; ``file`` is how findings name it. Never raises.

    A syntax error ends reading (root None, one finding S2S101); unknown tags, bad aliases
    (S2S109) and repeated keys (S2S108) are all told, the first of equal keys counts.
    """
    text = text.removeprefix("\ufeff")
    bad = yaml_faults.forbidden_character(text, file)
    if bad:
        return ParsedYaml(None, (bad,))
    try:
        composer = _Composer(text, file)
        root = composer.document()
    except yaml.MarkedYAMLError as error:
        return ParsedYaml(None, (yaml_faults.syntax_fault(error, text, file),))
    except _Refused as refused:
        return ParsedYaml(None, (refused.finding,))
    return ParsedYaml(root, tuple(composer.findings))


class _Refused(Exception):
    """The whole document cannot be read."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser where PyYAML was built with it: six times faster."""


class _Composer:
    """Builds the tree from the parser's events, one event ahead."""

    def __init__(self, text: str, file: str) -> None:
        self.findings: list[Finding] = []
        self._file = file
        self._lines = text.splitlines()
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._count = 0
        self._events = yaml.parse(text, Loader=_LOADER)
        self._event = next(self._events)

    def document(self) -> Node | None:
        self._next()
        if isinstance(self._event, yaml.StreamEndEvent):
            return None
        self._next()
        root = self._node("", 0)
        self._next()
        if not isinstance(self._event, yaml.StreamEndEvent):
            raise _Refused(
                self._finding("S2S109", "", "a second YAML document starts here", self._place())
            )
        return root

    def _next(self) -> None:
        following = next(self._events, None)
        if following is not None:
            self._event = following

    def _node(self, path: str, depth: int) -> Node:
        self._spend(1, self._place())
        if depth > MAX_DEPTH:
            text = f"more than {MAX_DEPTH} levels deep"
            raise _Refused(self._finding("S2S109", path, text, self._place()))
        event = self._event
        if isinstance(event, yaml.AliasEvent):
            return self._alias(path, event)
        before = self._count
        if isinstance(event, yaml.ScalarEvent):
            node: Node = self._scalar(path, event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._sequence(path, event, depth)
        else:
            node = self._mapping(path, event, depth)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._anchors[anchor] = (node, self._count - before + 1)
        return node

    def _alias(self, path: str, event: yaml.AliasEvent) -> Node:
        place = self._place()
        self._next()
        if event.anchor not in self._anchors:
            text = f'"*{event.anchor}" stands for nothing that was written before it'
            self.findings.append(self._finding("S2S109", path, text, place))
            return ScalarNode(None, "", place)
        node, size = self._anchors[event.anchor]
        self._spend(size, place)
        return node

    def _spend(self, nodes: int, place: Place) -> None:
        self._count += nodes
        if self._count > MAX_NODES:
            text = f"more than {MAX_NODES:,} values once aliases are followed"
            raise _Refused(self._finding("S2S109", "", text, place))

    def _scalar(self, path: str, event: yaml.ScalarEvent) -> ScalarNode:
        place = self._place()
        block = event.style in ("|", ">") or _spans_lines(event)
        if event.tag and event.tag not in SCALAR_TAGS and event.tag != "!":
            self._tag(path, event.tag, place)
        if event.tag:
            value = tagged_value(TAG + "str" if event.tag == "!" else event.tag, event.value)
        else:
            value = event.value if event.style else core_value(event.value)
        self._next()
        return ScalarNode(value, event.value, place, block)

    def _sequence(self, path: str, event: yaml.SequenceStartEvent, depth: int) -> SequenceNode:
        place = self._place()
        self._tag_of(path, event, "seq")
        self._next()
        items: list[Node] = []
        while not isinstance(self._event, yaml.SequenceEndEvent):
            items.append(self._node(f"{path}[{len(items)}]", depth + 1))
        self._next()
        return SequenceNode(tuple(items), place)

    def _mapping(self, path: str, event: yaml.Event, depth: int) -> MappingNode:
        place = self._place()
        self._tag_of(path, event, "map")
        self._next()
        entries: dict[str, Entry] = {}
        while not isinstance(self._event, yaml.MappingEndEvent):
            key_place = self._place()
            key = self._node(path, depth + 1)
            key_text = key.text if isinstance(key, ScalarNode) else None
            inner = f"{path}.{key_text}".lstrip(".")
            value = self._node(inner, depth + 1)
            if key_text is None:
                text = "a key must be text, not a list or a mapping"
                self.findings.append(self._finding("S2S109", path, text, key_place))
            elif key_text in entries:
                self._repeated(inner, key_text, key_place, entries[key_text].key_place)
            else:
                entries[key_text] = Entry(key_text, key_place, value)
        self._next()
        return MappingNode(tuple(entries.values()), place)

    def _repeated(self, path: str, key: str, place: Place, first: Place) -> None:
        help = f"it is already on line {first.line}; keep one of them"
        text = f'"{key}" appears twice in the same mapping'
        self.findings.append(Finding("S2S108", path, text, help, place=place))

    def _tag_of(self, path: str, event: yaml.Event, kind: str) -> None:
        tag = getattr(event, "tag", None)
        if tag and tag not in (TAG + kind, "!"):
            self._tag(path, tag, self._place())

    def _tag(self, path: str, tag: str, place: Place) -> None:
        shown = tag.replace(TAG, "!!")
        text = f'the tag "{shown}" has no meaning here'
        self.findings.append(
            self._finding("S2S109", path, text, place, "remove the tag and write the value itself")
        )

    def _place(self) -> Place:
        start, end = self._event.start_mark, self._event.end_mark
        if start is None or end is None:
            return Place(self._file, 1, 1)
        to = end.column if end.line == start.line else len(self._lines[start.line].rstrip())
        return Place(self._file, start.line + 1, start.column + 1, max(1, to - start.column))

    def _finding(self, code: str, path: str, message: str, place: Place, help: str = "") -> Finding:
        return Finding(code, path, message, help, place=place)


def _spans_lines(event: yaml.Event) -> bool:
    start, end = event.start_mark, event.end_mark
    return start is not None and end is not None and end.line != start.line
