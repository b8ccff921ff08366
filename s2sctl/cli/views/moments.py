"""Moments as scripts read them: in every document the same form."""

from datetime import datetime

from s2sctl.model.values import datetime_text


def moment_json(moment: datetime | None) -> str | None:
    """``YYYY-MM-DDThh:mm:ssZ``; None for none."""
    return None if moment is None else datetime_text(moment)
