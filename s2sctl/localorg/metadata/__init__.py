"""Deployed metadata: from a zip of XML files to what the engine can put in force."""
