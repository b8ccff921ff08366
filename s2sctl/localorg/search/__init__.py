"""SOSL: searches for words over the text of several objects, as one viewer sees them."""

from s2sctl.localorg.search.finder import Finder
from s2sctl.localorg.search.statement import Returning, Search, parse_search

__all__ = ["Finder", "Returning", "Search", "parse_search"]
