"""An entry put into the text of ``configs/orgs.yaml``: the rest stays as it is. Pure."""

import yaml

from s2sctl.manifest.login_entry import block, flow
from s2sctl.manifest.logins import OrgLogin
from s2sctl.manifest.read_logins import read_logins
from s2sctl.model.names import OrgAlias

_INDENT = 2


def put_entry(text: str, entry: OrgLogin) -> str | None:
    """The text with ``entry`` at the end of its orgs, or in the place of the alias's old one.

    ``text`` must be free of findings, or empty. Comments and order stay; those inside a replaced
    entry go with it. None where the file is written in a way that this cannot be done to: what
    is returned always reads back as the old entries and the new one.
    """
    before = read_logins(text, "").logins.orgs if text.strip() else {}
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    made = mark + _put(text.removeprefix("\ufeff"), entry)
    read = read_logins(made, "")
    wanted = {**before, OrgAlias(entry.alias): entry}
    return made if read.sound and dict(read.logins.orgs) == wanted else None


def _put(text: str, entry: OrgLogin) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return f"{_ended(text, newline)}orgs:{newline}{block(entry, _INDENT, newline)}"
    orgs = next((value for key, value in root.value if key.value == "orgs"), None)
    if not isinstance(orgs, yaml.MappingNode):
        return text
    start, end = orgs.start_mark.index, orgs.end_mark.index
    if not orgs.value:
        lines = block(entry, _INDENT, newline).rstrip()
        return f"{text[:start].rstrip(' ')}{newline}{lines}{text[end:] or newline}"
    old = next((pair for pair in orgs.value if pair[0].value == entry.alias), None)
    if orgs.flow_style:
        return _in_braces(text, entry, end, old)
    depth = orgs.value[0][0].start_mark.column
    lines = block(entry, depth, newline)
    if old is not None:
        first = text.rfind("\n", 0, old[0].start_mark.index) + 1
        return text[:first] + lines + text[_line_end(text, _last(old[1])) :]
    after = _line_end(text, _last(orgs))
    return _ended(text[:after], newline) + lines + text[after:]


def _in_braces(
    text: str, entry: OrgLogin, end: int, old: tuple[yaml.Node, yaml.Node] | None
) -> str:
    if old is not None:
        return text[: old[0].start_mark.index] + flow(entry) + text[old[1].end_mark.index :]
    head = text[: end - 1].rstrip()
    comma = "" if head.endswith(",") else ","
    return f"{head}{comma} {flow(entry)}{text[end - 1 :]}"


def _last(node: yaml.Node) -> int:
    """Where the last value in a node ends; a block's own end lies behind comments after it."""
    inner = node.value[-1] if isinstance(node.value, list) and node.value else None
    if inner is None or getattr(node, "flow_style", False):
        return int(node.end_mark.index)
    return _last(inner[1] if isinstance(inner, tuple) else inner)


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found + 1


def _ended(text: str, newline: str) -> str:
    return text if not text or text.endswith("\n") else text + newline
