"""What this room's error code means, for ``s2sctl explain``."""

from s2sctl.model.codes import Explanation

CODES: dict[str, Explanation] = {
    "S2S150": Explanation(
        title="SOQL that Salesforce would not take",
        text=(
            "A query or a condition does not follow SOQL as the REST API reads it. Texts stand in "
            "single quotes, dates and numbers in none, and AND, OR and NOT are mixed only with "
            "parentheses. Bind variables (:name) and comments work in Apex alone."
        ),
        wrong="Status = New AND Rating = 'Hot' OR Rating = 'Warm'",
        right="Status = 'New' AND (Rating = 'Hot' OR Rating = 'Warm')",
    ),
}
