"""The codes of the local org's own errors."""

from s2sctl.model.codes import Explanation

CODES: dict[str, Explanation] = {
    "S2S811": Explanation(
        "The alias of a local org is no plain name",
        "The alias names a folder below .s2sctl/local and stands in commands, so it holds "
        "lower-case letters, digits, dots, - and _ only, and starts with a letter or digit.",
        wrong="s2sctl local up --orgs ../acme",
        right="s2sctl local up --orgs acme",
    ),
    "S2S812": Explanation(
        "There is no such local org",
        "No org of that alias was ever started in this project's .s2sctl/local folder.",
        right="s2sctl local up --orgs acme",
    ),
    "S2S813": Explanation(
        "The local org is not running",
        "The command needs an answer of the org, and its process is stopped. Its data is kept.",
        right="s2sctl local up --orgs acme",
    ),
    "S2S814": Explanation(
        "The local org did not start",
        "Its process ended, or did not answer within 30 seconds. Its log says why: "
        ".s2sctl/local/ALIAS/server.log",
    ),
    "S2S815": Explanation(
        "The port is in use",
        "Another program listens on the port asked for. Without --port-base any free one is taken.",
        wrong="s2sctl local up --orgs acme --port-base 443",
        right="s2sctl local up --orgs acme",
    ),
    "S2S816": Explanation(
        "The local org refused a control request",
        "The control endpoint got an order it does not know: a fault of an unknown kind, a user "
        "that does not exist.",
    ),
    "S2S817": Explanation(
        "The file cannot be loaded",
        "A local org takes describes of objects (.json) and rows with a header of field names "
        "(.csv). Rows go in by a Bulk API job, so the job's reason is Salesforce's own.",
        right="s2sctl local load acme Lead.csv",
    ),
    "S2S818": Explanation(
        "The local org was made by another version of s2sctl",
        "Its tables are not those that this version reads and writes, so requests would fail one "
        "after the other. Nothing was changed. A local org holds trial data only: remove its "
        "folder and make it anew, or start it with the version that made it.",
        right="rm -r .s2sctl/local/acme && s2sctl local up --orgs acme",
    ),
    "S2S819": Explanation(
        "The packages of local orgs are not installed",
        "Embedded orgs and the demo need a web server that nothing else of s2sctl needs. It comes "
        "with the extra local.",
        right="pip install 's2sctl[local]'",
    ),
}
