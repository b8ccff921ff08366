"""Standard objects of a plain org, as compact data."""
