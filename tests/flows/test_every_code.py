"""Every code that the sources name can be explained."""

import re
from pathlib import Path

from s2sctl.cli.every_code import every_code

PACKAGE = Path(__file__).parents[2] / "s2sctl"
CODE = re.compile(r'"(S2S\d{3})"')


def test_every_code_in_the_sources_has_an_explanation():
    codes = every_code()
    silent = {
        f"{code} in {path.relative_to(PACKAGE)}"
        for path in PACKAGE.rglob("*.py")
        for code in CODE.findall(path.read_text(encoding="utf-8"))
        if code not in codes
    }
    assert silent == set()


def test_every_code_that_a_text_speaks_of_exists():
    codes = every_code()
    root = PACKAGE.parent
    texts = [*PACKAGE.rglob("*.py"), root / "README.md", *(root / "docs").rglob("*.md")]
    spoken = re.compile(r"\bS2S\d{3}\b")
    unknown = {
        f"{code} in {path.relative_to(root)}"
        for path in texts
        for code in spoken.findall(path.read_text(encoding="utf-8"))
        if code not in codes
    }
    assert unknown == set()


def test_an_explanation_has_a_title_and_says_something():
    for code, one in every_code().items():
        assert re.fullmatch(r"S2S\d{3}", code)
        assert one.title
        assert one.title == one.title.rstrip(".")
        assert len(one.text) > 20 or one.right
