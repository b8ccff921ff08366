"""Bulk API jobs: rows in and out as CSV files, worked off beside the requests."""
