"""Explanations of codes as text."""

from collections.abc import Mapping
from textwrap import fill, indent

from s2sctl.model.codes import Explanation

WIDTH = 80


def explained(code: str, one: Explanation) -> str:
    """Title, text, wrong and right."""
    parts = [f"{code}  {one.title}", fill(one.text, WIDTH) if one.text else ""]
    examples = [
        f"{label}\n{indent(text, '    ')}"
        for label, text in (("Wrong", one.wrong), ("Right", one.right))
        if text
    ]
    return "\n\n".join(part for part in (*parts, *examples) if part)


def titles(codes: Mapping[str, Explanation]) -> str:
    """One line a code."""
    return "\n".join(f"{code}  {one.title}" for code, one in codes.items())
