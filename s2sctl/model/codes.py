"""How a code is explained by ``s2sctl explain CODE``. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a finding's or an error's code means: a title, a paragraph or two, wrong and right."""

    title: str
    text: str
    wrong: str = ""
    right: str = ""
