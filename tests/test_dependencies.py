"""What is imported is declared, and what is declared has a range."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
ALL = [*PROJECT["dependencies"], *(one for extra in EXTRAS.values() for one in extra)]


def _name(requirement: str) -> str:
    for sign in "[<>=! ":
        requirement = requirement.split(sign)[0]
    return requirement.lower().replace("_", "-")


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name.split(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"s2sctl"}


def _distributions(paths: list[Path]) -> set[str]:
    known = packages_distributions()
    modules = {module for path in paths for module in _imported(path)}
    return {_name(known.get(module, [module])[0]) for module in modules}


def test_what_is_imported_is_declared():
    paths = sorted((ROOT / "s2sctl").rglob("*.py"))
    embedded = [path for path in paths if "localorg" in path.parts]
    # pydantic pins its own core to the one version that fits.
    declared = {"pydantic-core", *map(_name, PROJECT["dependencies"])}
    assert _distributions([path for path in paths if path not in embedded]) <= declared
    assert _distributions(embedded) <= declared | set(map(_name, EXTRAS["local"]))


def test_time_zones_are_known_where_the_machine_has_none():
    """Slim images have no zone files; a mapping's zone would be refused there as unknown."""
    assert "tzdata" in map(_name, PROJECT["dependencies"])


@pytest.mark.parametrize("requirement", [one for one in ALL if not one.startswith("s2sctl[")])
def test_a_dependency_has_an_upper_bound(requirement):
    assert "<" in requirement or "==" in requirement
