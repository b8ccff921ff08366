"""What the command line's own codes mean."""

from s2sctl.model.codes import Explanation

CODES: dict[str, Explanation] = {
    "S2S754": Explanation(
        "a word about one run of one connection",
        "What a guard lets pass was counted for one run of one connection: with --every it would "
        "count again in every round, with several connections for each of them. Nor does a service "
        "take over from another state again and again. Nothing was done.",
        wrong="s2sctl sync --all --every 60s --allow-deletes 40",
        right="s2sctl sync acme-globex --allow-deletes 40",
    ),
    "S2S900": Explanation(
        "the command line cannot be read",
        "A command, an option or its value is not one that s2sctl knows. Nothing was done. "
        "The help of the command lists what it takes, examples first.",
    ),
    "S2S901": Explanation(
        "a yes is needed and there is no terminal",
        "The command would change an org. On a terminal it asks; without one (cron, CI, a pipe) "
        "it never waits for an answer, so the answer has to be on the command line.",
        wrong="s2sctl publish configs/acme.yaml < /dev/null",
        right="s2sctl publish configs/acme.yaml --yes",
    ),
    "S2S902": Explanation(
        "you said no", "The command asked, the answer was no, and nothing was changed."
    ),
    "S2S903": Explanation(
        "interrupted",
        "The process was asked to stop (Ctrl-C, or a TERM signal). The call in flight was "
        "finished and remembered; the same command goes on from there.",
    ),
    "S2S905": Explanation(
        "which side is meant",
        "A connection has two ends, and most commands act on one org's own record of it. Where "
        "the state here knows both logins, or none, the command has to be told.",
        wrong="s2sctl deactivate acme-globex --reason TEXT",
        right="s2sctl deactivate acme-globex --reason TEXT --org acme",
    ),
    "S2S970": Explanation(
        "a bug in s2sctl",
        "Something happened that nobody foresaw. What the orgs acknowledged is remembered, and the "
        "next run goes on from there. The message names the place and no record value; with "
        "S2SCTL_TRACEBACK=1 the command shows the whole way there.",
    ),
    "S2S971": Explanation(
        "the demo could not go on",
        "A step of the demo answered other than its story expects. The demo's orgs live in a "
        "folder of their own: nothing else is touched.",
    ),
}
