"""What a request's headers say about a save.

Source: "Auto-Assign Header" and "Duplicate Rule Header" of the REST API guide. Without the first,
active assignment rules apply; without the second, a rule that alerts refuses the row.
"""

from s2sctl.localorg.http.routes import Call
from s2sctl.localorg.records.options import SaveOptions
from s2sctl.model.ids import is_id

_TRUE = "true"


def save_options(call: Call, *, all_or_none: bool = False) -> SaveOptions:
    """The options of the request's saves."""
    headers = call.ask.headers
    assign = headers.get("sforce-auto-assign", _TRUE).strip()
    rule = assign if is_id(assign) else assign.lower() == _TRUE
    said = headers.get("sforce-duplicate-rule-header", "").replace(" ", "").lower()
    return SaveOptions(
        all_or_none=all_or_none,
        assign=rule,
        allow_duplicates="allowsave=true" in said,
        late=call.site.disorder.late(call.ask),
    )
