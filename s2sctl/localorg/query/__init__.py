"""Queries: SOQL translated to SQL over the org's tables, as one viewer sees them."""

from s2sctl.localorg.query.runner import QueryPage, QueryRunner

__all__ = ["QueryPage", "QueryRunner"]
