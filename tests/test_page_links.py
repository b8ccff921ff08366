"""What README and docs/ point to is there: files, and the tests they name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\[([^\]]*)\]\(([^)#\s]+)(?:#[^)]*)?\)")
MENTION = re.compile(r"`(tests/[\w/]+\.py)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")
    links = [(name, target) for name, target in LINK.findall(text) if "://" not in target]
    missing = [target for _, target in links if not (page.parent / target).exists()]
    missing += [one for one in MENTION.findall(text) if not (ROOT / one).exists()]
    assert missing == []
    for name, target in links:
        function = name.strip("`")
        if function.startswith("test_") and target.endswith(".py") and "`" in name:
            source = (page.parent / target).read_text(encoding="utf-8")
            assert f"def {function}(" in source, f"{target} has no {function}"


def test_readme_names_a_test_for_every_row_of_the_native_feature():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = text.partition("## What Salesforce to Salesforce did")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    features = [row for row in rows if not row.startswith("| **")]
    assert len(features) > 25
    assert [row for row in features if "](tests/" not in row] == []
