"""How a field's value is recast on its way, besides its value map, default and cut. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from s2sctl.model.names import FieldName


@dataclass(frozen=True, slots=True)
class Recast:
    """What a mapping says beyond values, default and truncate; nothing where nothing is set.

    A value is stripped first, then cut into parts, mapped, and put between prefix and suffix, so
    that two sides whose mappings mirror each other undo each other.
    """

    strip_prefix: str = ""
    strip_suffix: str = ""
    prefix: str = ""
    suffix: str = ""
    join: tuple[FieldName, ...] = ()
    """More of the partner's fields, whose texts follow the mapped one's with ``separator``."""
    separator: str = ""
    part: tuple[int, int] | None = None
    """Which piece of a split text (from 0), and into how many it is split; the last piece takes
    the rest."""
    zone: str | None = None
    """IANA time zone in which a date/time's date is told."""
    rate: Decimal | None = None
    """What an amount is multiplied by."""
    scale: int | None = None
    """Decimals kept after ``rate``; the target field's where not said."""
    keep_blank: bool = False
    """``null: keep``: a blank at the source leaves our value alone."""
