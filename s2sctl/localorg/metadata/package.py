"""A deployment's zip file: ``package.xml``, the files, what is to be removed."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from s2sctl.localorg.metadata import xmltree
from s2sctl.localorg.metadata.problem import Problem

_MOST_BYTES = 400 * 1024 * 1024
_DESTRUCTIVE = ("destructiveChangesPre.xml", "destructiveChanges.xml", "destructiveChangesPost.xml")


@dataclass(frozen=True, slots=True)
class Package:
    """What is named (metadata type to full names), what is to be removed, and the files."""

    version: str
    members: Mapping[str, tuple[str, ...]]
    removals: Mapping[str, tuple[str, ...]]
    files: Mapping[str, bytes]
    root: str = field(default="")
    """The folder the files lie in, with its slash; empty where package.xml is at the top."""


def read(content: bytes) -> Package:
    """The package in a zip file. Raises ``Problem``."""
    files = _unzip(content)
    manifest = min((name for name in files if name.endswith("package.xml")), key=len, default=None)
    if manifest is None or manifest.count("/") > 1:
        raise Problem("No package.xml found")
    root = manifest.removesuffix("package.xml")
    node = xmltree.read(files[manifest], "Package")
    removals: dict[str, tuple[str, ...]] = {}
    for name in _DESTRUCTIVE:
        if root + name in files:
            removals |= _members(xmltree.read(files[root + name], "Package"))
    special = {root + name for name in (*_DESTRUCTIVE, "package.xml")}
    return Package(
        version=node.value("version"),
        members=_members(node),
        removals=removals,
        files={
            name.removeprefix(root): body for name, body in files.items() if name not in special
        },
        root=root,
    )


def _unzip(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            if sum(one.file_size for one in entries) > _MOST_BYTES:
                raise Problem("Maximum size of uncompressed deployment exceeded")
            return {one.filename: archive.read(one) for one in entries}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError) as error:
        raise Problem(f"The zip file cannot be read: {error}") from None


def _members(node: xmltree.Node) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for types in node.all("types"):
        names = tuple(one.text for one in types.all("members"))
        found[types.value("name")] = found.get(types.value("name"), ()) + names
    return found
