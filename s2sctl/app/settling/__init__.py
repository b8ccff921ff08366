"""What waits in the ledger, settled by a person: conflicts and failures."""
