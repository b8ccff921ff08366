"""The local org's wire: what a Salesforce org answers over REST, and our control endpoint."""
