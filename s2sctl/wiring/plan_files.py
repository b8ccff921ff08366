"""Plans on disk."""

from pathlib import Path

from s2sctl.errors import UsageError
from s2sctl.metadata.terms_plan import TermsPlan, plan_from_json, plan_to_json
from s2sctl.wiring.file_text import replace_text

MAX_BYTES = 4_000_000


def write_plan(path: Path, plan: TermsPlan) -> None:
    """Write a plan, whole, over an older one. Raises UsageError S2S451 where that cannot be."""
    try:
        replace_text(path, plan_to_json(plan))
    except UsageError as error:
        help = "name a file in a folder that may be written to"
        raise UsageError(error.message, code="S2S451", help=help) from error


def read_plan(path: Path) -> TermsPlan:
    """The plan in a file. Raises UsageError S2S451 for one that cannot be read, S2S447 for
    what is no plan."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise UsageError(
                f"{path} is too large for a plan.", code="S2S447", help="name a plan's file"
            )
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    except OSError as error:
        raise UsageError(
            f"Cannot read {path}: {error.strerror}.",
            code="S2S451",
            help="make one:  s2sctl publish MANIFEST --plan-out FILE",
        ) from error
    return plan_from_json(text)
