"""``FORMAT()``: values as the user's locale writes them.

Source: SOQL reference, "FORMAT ()" (``$44,000.00``; ``4/10/2025, 3:31 PM``), and the ICU locale
formats that Salesforce uses, for the locales that the local org's users may have.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from s2sctl.localorg.definitions import FieldDefinition
from s2sctl.localorg.query.wire import Convert

_THIN = "\u202f"
_HARD = "\u00a0"


@dataclass(frozen=True, slots=True)
class Style:
    """How one locale writes. ``{d}`` and ``{m}`` are without, ``{dd}`` and ``{mm}`` with a zero."""

    day: str
    clock: str
    between: str = ", "
    thousands: str = ","
    point: str = "."
    money: str = "{symbol}{amount}"
    least_grouped: int = 4


_TWELVE = "{h}:{min} {half}"
_STYLES = {
    "en_US": Style("{m}/{d}/{y}", _TWELVE),
    "en_GB": Style("{dd}/{mm}/{y}", "{HH}:{min}"),
    "de_DE": Style("{dd}.{mm}.{y}", "{HH}:{min}", ", ", ".", ",", "{amount}" + _HARD + "{symbol}"),
    "fr_FR": Style("{dd}/{mm}/{y}", "{HH}:{min}", " ", _THIN, ",", "{amount}" + _HARD + "{symbol}"),
    "es_ES": Style("{d}/{m}/{y}", "{H}:{min}", ", ", ".", ",", "{amount}" + _HARD + "{symbol}", 5),
    "it_IT": Style("{dd}/{mm}/{y}", "{HH}:{min}", ", ", ".", ",", "{amount}" + _HARD + "{symbol}"),
    "ja_JP": Style("{y}/{mm}/{dd}", "{H}:{min}", " "),
    "nl_NL": Style("{dd}-{mm}-{y}", "{HH}:{min}", " ", ".", ",", "{symbol}" + _HARD + "{amount}"),
}
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def formatter(field: FieldDefinition, locale: str, currency: str, zone: tzinfo) -> Convert | None:
    """What makes a stored value of the field a text; None where the type has no format."""
    style = _STYLES.get(locale, _STYLES["en_US"])
    symbol = _SYMBOLS.get(currency, currency + _HARD)
    formats: dict[str, Callable[[object], str]] = {
        "int": lambda value: _number(style, value, 0),
        "double": lambda value: _number(style, value, field.scale),
        "percent": lambda value: _number(style, value, field.scale) + "%",
        "currency": lambda value: _money(style, value, symbol),
        "date": lambda value: _day(style, date.fromisoformat(str(value))),
        "datetime": lambda value: _moment(style, _at(value).astimezone(zone)),
        "time": lambda value: _clock(style, _at(value)),
    }
    return formats.get(field.type)


def _at(milliseconds: object) -> datetime:
    return datetime.fromtimestamp(int(str(milliseconds)) // 1000, UTC)


def _number(style: Style, value: object, scale: int) -> str:
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
    sign, whole = ("-" if exact < 0 else ""), f"{abs(exact):f}"
    digits, _, rest = whole.partition(".")
    if len(digits) >= style.least_grouped:
        digits = f"{int(digits):,}".replace(",", style.thousands)
    return sign + digits + (style.point + rest if rest else "")


def _money(style: Style, value: object, symbol: str) -> str:
    text = _number(style, value, 0 if symbol == "¥" else 2)
    amount = text.removeprefix("-")
    written = style.money.format(symbol=symbol, amount=amount)
    return f"-{written}" if amount != text else written


def _day(style: Style, day: date) -> str:
    return style.day.format(
        d=day.day, m=day.month, y=f"{day.year:04d}", dd=f"{day.day:02d}", mm=f"{day.month:02d}"
    )


def _clock(style: Style, moment: datetime) -> str:
    return style.clock.format(
        h=moment.hour % 12 or 12,
        H=moment.hour,
        HH=f"{moment.hour:02d}",
        min=f"{moment.minute:02d}",
        half="AM" if moment.hour < 12 else "PM",
    )


def _moment(style: Style, moment: datetime) -> str:
    return _day(style, moment.date()) + style.between + _clock(style, moment)
