"""Adapter: an embedded Salesforce org, reached only over HTTP(S)."""
