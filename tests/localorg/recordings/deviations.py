"""Where our answers differ from the recorded ones, and why; and what is not played at all."""

DEVIATIONS: dict[str, str] = {}
"""By name of the exchange: the reason."""

SKIPPED: tuple[tuple[str, str], ...] = (
    ("/services/async/", "Bulk API 1.0"),
    ("/jobs/ingest", "Bulk API 2.0 has its own tests over these recordings"),
    ("/services/oauth2/token", "the password flow, which new orgs do not offer"),
)
"""A part of the address, and why exchanges with it are not played."""
