"""The Tooling API's view of an org: its objects and fields as rows that SOQL can ask for."""

from s2sctl.localorg.tooling.library import Library

__all__ = ["Library"]
