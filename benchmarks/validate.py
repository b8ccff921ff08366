"""How long `validate` takes over 200 good manifests (aim: under 3 s), and as a multiple of what
their YAML alone takes to read."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

PAIRS = 100
ROUNDS = 5


def manifests(folder: Path, pairs: int = PAIRS) -> None:
    """Both sides of that many connections, four objects of twenty fields each way."""
    for number in range(pairs):
        for org, partner in (("acme", "globex"), ("globex", "acme")):
            path = folder / "configs" / f"c{number}" / f"{org}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(side(number, org, partner))


def side(number: int, org: str, partner: str) -> str:
    lines = [f"connection: c{number}", f"org: {org}", f"partner: {{org: {partner}}}", "publish:"]
    for name in ("Account", "Contact", "Lead", "Project__c"):
        fields = ", ".join(f"Field{n}__c" for n in range(20))
        rule = f"Region__c = 'R{number}' AND Amount__c > {number} AND Created__c > 2026-01-31"
        lines += [f"  {name}:", f"    fields: [{fields}]", f'    share: {{where: "{rule}"}}']
    lines.append("subscribe:")
    for name in ("Account", "Contact", "Lead", "Project__c"):
        lines += [f"  {name}:", "    on_conflict: newest", "    fields:"]
        lines += [f"      Field{n}__c: Field{n}__c" for n in range(20)]
    return "\n".join(lines) + "\n"


def validated(folder: Path) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "s2sctl", "validate", "--project", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started


def parsed(folder: Path) -> float:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    started = time.perf_counter()
    for path in folder.rglob("*.yaml"):
        for _ in yaml.parse(path.read_text(), Loader=loader):
            pass
    return time.perf_counter() - started


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manifests(folder)
        whole, yaml_only = [], []
        for _ in range(ROUNDS):  # interleaved, so that a noisy moment hits both
            whole.append(validated(folder))
            yaml_only.append(parsed(folder))
    seconds, reading = statistics.median(whole), statistics.median(yaml_only)
    print(
        f"validate: {2 * PAIRS} manifests in {seconds:.2f} s (aim: under 3), their YAML events "
        f"alone {reading:.2f} s, ratio {seconds / reading:.1f}"
    )
