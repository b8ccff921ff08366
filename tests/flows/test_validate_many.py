"""What ``validate`` does once, however many manifests there are."""

import json
import subprocess
import sys

from benchmarks.validate import manifests

PROGRAM = """\
import collections, json, sys
opened = collections.Counter()
def heard(event, arguments):
    if event == "open" and str(arguments[0]).endswith((".yaml", ".lark", ".json")):
        opened[str(arguments[0])] += 1
sys.addaudithook(heard)
from s2sctl.cli.main import run
code = run(["validate", "--format", "concise", *sys.argv[1:]])
print(json.dumps([code, opened]))
"""


def opened(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True
    )
    *said, last = done.stdout.splitlines()
    code, counts = json.loads(last)
    return code, said[-1], counts


def test_each_manifest_is_read_once_and_the_grammar_of_rules_built_once(tmp_path):
    manifests(tmp_path, pairs=20)
    code, said, counts = opened("--project", str(tmp_path))
    assert (code, said) == (0, "No findings in 40 manifests.")
    files = {name: count for name, count in counts.items() if name.startswith(str(tmp_path))}
    assert len([name for name in files if not name.endswith("orgs.yaml")]) == 40
    assert set(files.values()) == {1}
    assert [count for name, count in counts.items() if name.endswith("grammar.lark")] == [1]


def test_mending_reads_no_manifest_twice(tmp_path):
    manifests(tmp_path, pairs=1)
    side = tmp_path / "configs" / "c0" / "acme.yaml"
    side.write_text(side.read_text().replace("on_conflict: newest", "on_conflict: newst"))
    code, said, counts = opened("--project", str(tmp_path), "--fix")
    assert (code, said) == (0, "No findings in 2 manifests.")
    assert counts[str(side)] == 1
    assert "newst" not in side.read_text()
