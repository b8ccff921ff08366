"""From text to tree. The parser is imported and built on first use (about 100 ms), and kept."""

from functools import lru_cache

from s2sctl.soql.tree import Condition, Query


@lru_cache(maxsize=256)
def parse_query(text: str) -> Query:
    """The tree of a whole SOQL query.

    Raises ``SoqlError`` with line and column where Salesforce's parser would refuse the text.
    """
    from s2sctl.soql.reading import read_query

    return read_query(text)


@lru_cache(maxsize=256)
def parse_condition(text: str) -> Condition:
    """The tree of a condition as it stands after WHERE, without the word itself.

    Raises ``SoqlError`` with line and column, counted in ``text``.
    """
    from s2sctl.soql.reading import read_condition

    return read_condition(text)
