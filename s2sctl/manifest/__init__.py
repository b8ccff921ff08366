"""YAML to Manifest, with a place for every problem. Pure."""
