"""The house rules that a machine can hold."""

import ast
import io
import pathlib
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator

import pytest

ROOT = pathlib.Path(__file__).parent.parent
PACKAGE = ROOT / "s2sctl"
SOURCES = sorted(PACKAGE.rglob("*.py"))
EVERY_SOURCE = [
    *SOURCES,
    *sorted(path for part in ("tests", "benchmarks") for path in (ROOT / part).rglob("*.py")),
]
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
PRINTERS = ("cli/views/",)


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_small_and_well_named(path: pathlib.Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400, "split it by noun"
    assert path.stem not in FORBIDDEN_NAMES, "name it for what it is"
    for node in functions(ast.parse(text)):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        assert length <= 60, f"{node.name} has {length} lines"


def said(pattern: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Where a comment or a name matches; what stands in a string does not count."""
    for path in EVERY_SOURCE:
        text = path.read_text(encoding="utf-8")
        if not re.search(pattern, text):
            continue
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            found = re.search(pattern, token.string)
            if found and token.type in (tokenize.COMMENT, tokenize.NAME):
                yield f"{path.relative_to(ROOT)}:{token.start[0]}", found


def test_every_suppression_gives_its_reason() -> None:
    found = said(r"#\s*(?:noqa|type:\s*ignore)(.*)")
    mute = [at for at, one in found if len(one[1].partition(" - ")[2].strip()) < 4]
    assert mute == []


def test_nothing_is_left_for_later() -> None:
    left = [at for at, _ in said(r"#.*\b(?:TODO|FIXME)\b|\bNotImplementedError\b")]
    assert left == []


def test_every_public_function_says_what_it_promises() -> None:
    silent = []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"
            if public and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert silent == []


def test_help_imports_nothing_heavy() -> None:
    heavy = ["simple_salesforce", "sqlalchemy", "requests", "starlette", "uvicorn", "lark", "rich"]
    program = (
        "import sys\n"
        "from s2sctl.cli.main import run\n"
        "code = run(['--help'])\n"
        f"loaded = [name for name in {heavy!r} if name in sys.modules]\n"
        "print('LOADED', loaded, code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "LOADED [] 0"


def test_test_modules_have_names_of_their_own() -> None:
    # pytest imports them by base name: a second one of the same name is not run at all.
    names = [path.name for path in (PACKAGE.parent / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
