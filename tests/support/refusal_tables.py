"""The tables of docs/failures.md, printed from the code.

``python -m tests.support.refusal_tables`` prints the page anew.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from s2sctl.salesforce.faults import BY_CODE, BY_STATUS, Course, Rule
from s2sctl.sync.refusals import MET, Met, Stops

PAGE = Path(__file__).parents[2] / "docs" / "failures.md"

COURSES = {
    Course.FINAL: "is told at once",
    Course.AGAIN: "is sent again, with growing pauses",
    Course.UNSURE: "may have been done: is sent again only where twice ends as once",
}


def rows() -> Iterator[str]:
    """A line per code that an org says of a row."""
    yield "| code | tried again | besides |"
    yield "|---|---|---|"
    for code in sorted(MET):
        yield f"| `{code}` | {MET[code].again.value} | {_besides(MET[code])} |"


def _besides(met: Met) -> str:
    told = []
    if met.parted:
        told.append("rows refused so together are sent again in halves")
    if met.parent:
        told.append("also when the record that it points to changes")
    if met.stops is not Stops.NOTHING:
        told.append(f"stops {met.stops.value}")
    return "; ".join(told)


def requests() -> Iterator[str]:
    """A line per code and status that an org refuses a request with."""
    yield "| code or status | the request | error | exit |"
    yield "|---|---|---|---|"
    for code in sorted(BY_CODE):
        yield _line(f"`{code}`", BY_CODE[code])
    for status in sorted(BY_STATUS):
        yield _line(str(status), BY_STATUS[status])


def _line(name: str, rule: Rule) -> str:
    return f"| {name} | {COURSES[rule.course]} | {rule.code} | {rule.error.exit_code} |"


TABLES = {"rows": rows, "requests": requests}


def printed(page: str) -> str:
    """The page with both tables as the code has them."""
    for name, table in TABLES.items():
        mark = rf"(<!-- {name} -->\n).*?(<!-- end -->)"
        text = "\n".join(table()) + "\n"
        page = re.sub(mark, lambda found, text=text: found[1] + text + found[2], page, flags=re.S)
    return page


if __name__ == "__main__":
    PAGE.write_text(printed(PAGE.read_text()))
