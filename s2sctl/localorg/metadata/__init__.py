"""Deployments: a zip file of metadata, its components, and putting them in force."""
