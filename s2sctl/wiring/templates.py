"""The files that a manifest's ``template:`` leads to."""

from pathlib import Path

from s2sctl.manifest.template import KEY, Template, Templates, template_named
from s2sctl.manifest.yaml_nodes import ScalarNode
from s2sctl.manifest.yaml_read import read_yaml
from s2sctl.model.finding import Finding
from s2sctl.wiring.paths import shown

MAX_BYTES = 4_000_000


def templates_of(path: Path, text: str) -> Templates:
    """The template of a manifest, that one's template, and so on.

    Never raises: a file that is missing, outside the project or part of a circle is a fault at
    the line that names it (S2S455, S2S457, S2S456), and nothing of it is read.
    """
    # Reading YAML twice costs; most manifests name no template.
    if f"{KEY}:" not in text.replace(" ", "").replace('"', "").replace("'", ""):
        return Templates()
    seen = [path.resolve()]
    files: list[Template] = []
    root = _root(seen[0])
    named = template_named(read_yaml(text, shown(path)).root)
    while named is not None:
        next = (seen[-1].parent / named.text).resolve()
        fault = _fault(next, root, seen, named)
        if fault is None:
            read = _read(next)
            if read is not None:
                seen.append(next)
                files.append(Template(shown(next), read))
                named = template_named(read_yaml(read, shown(next)).root)
                continue
            fault = _finding("S2S455", f'the template "{named.text}" cannot be read', "", named)
        return Templates(tuple(files), (fault,))
    return Templates(tuple(files))


def _root(path: Path) -> Path:
    """The folder a template must be in: the project, or the manifest's own folder without one."""
    return next((one for one in path.parents if (one / "configs").is_dir()), path.parent)


def _fault(next: Path, root: Path, seen: list[Path], named: ScalarNode) -> Finding | None:
    if not next.is_relative_to(root):
        text = f'the template "{named.text}" lies outside the project'
        return _finding("S2S457", text, f"keep it under {shown(root)}", named)
    if next in seen:
        text = f'the template "{named.text}" leads back to {shown(next)}'
        return _finding("S2S456", text, "let one of the files name no template", named)
    if not next.is_file():
        text = f'there is no template "{named.text}"'
        return _finding("S2S455", text, "its path is relative to the file that names it", named)
    return None


def _finding(code: str, text: str, help: str, named: ScalarNode) -> Finding:
    return Finding(code, "template", text, help, place=named.place)


def _read(path: Path) -> str | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
