"""What the codes about logins, secrets and the project mean."""

from s2sctl.model.codes import Explanation

CODES: dict[str, Explanation] = {
    "S2S245": Explanation(
        "a file cannot be written",
        "The folder is closed to this user, or the disk is full. A file is replaced whole: the "
        "old one is untouched.",
    ),
    "S2S160": Explanation(
        "an entry is not one way to log in",
        "An org is logged in to by client credentials (url, client_id, client_secret), by JWT "
        "bearer (url, jwt), by a refresh token (url, client_id, refresh_token, perhaps "
        "client_secret), by an access token (url, token), by a login of the Salesforce CLI (cli), "
        "or it is an embedded org (local). An entry holds the keys of exactly one of them.",
        wrong="acme: {url: https://acme.my.salesforce.com, token: …, client_id: …}",
        right='acme: {url: https://acme.my.salesforce.com, token: "${env:ACME_TOKEN}"}',
    ),
    "S2S161": Explanation(
        "a secret is written out",
        "configs/orgs.yaml lives in git, so it holds references only. A secret that was in a file "
        "in git is known: renew it.",
        wrong="client_secret: 1A2B3C…",
        right="client_secret: ${env:ACME_CLIENT_SECRET}",
    ),
    "S2S162": Explanation(
        "a reference cannot be read",
        "A reference is the whole value: ${env:NAME} is an environment variable, ${file:PATH} a "
        "file (relative to the project, readable by its owner only), ${cmd:[…]} a program and its "
        "arguments as a list; what it prints is the secret. No shell takes part.",
        wrong="client_secret: ${cmd:op read op://work/acme/secret}",
        right='client_secret: ${cmd:["op", "read", "op://work/acme/secret"]}',
    ),
    "S2S163": Explanation(
        "a setting of a login is not what it must be",
        "url is the org's own https address (My Domain) without a path; org_id is an org's id, "
        "00D…; api_version is a version like 64.0.",
    ),
    "S2S164": Explanation(
        "a name cannot be an alias",
        "Aliases and names of local orgs have lower case letters, digits, dots, underscores and "
        "hyphens, at most 64 of them.",
    ),
    "S2S165": Explanation(
        "configs/orgs.yaml cannot be used",
        "The file that says how to log in to each org has problems; every one is listed with its "
        "place.",
        right="orgs:\n  acme:\n    url: https://acme.my.salesforce.com\n"
        "    client_id: ${env:ACME_CLIENT_ID}\n    client_secret: ${env:ACME_CLIENT_SECRET}",
    ),
    "S2S166": Explanation(
        "no login of that name",
        "The alias is not in configs/orgs.yaml. `s2sctl org list` shows those that are.",
    ),
    "S2S167": Explanation(
        "no project here",
        "A project is a folder that holds configs/orgs.yaml. s2sctl looks for the nearest one from "
        "the current folder upwards, unless --project names it.",
    ),
    "S2S168": Explanation(
        "a secret cannot be had",
        "What a reference in configs/orgs.yaml points to is not set, cannot be read, is open to "
        "other users of this machine, or its command failed.",
    ),
    "S2S260": Explanation(
        "a replaced refresh token cannot be kept",
        "The app rotates refresh tokens: each login ends the token it used and brings the next "
        "one. Only a file can take that one; a variable or a command cannot. The token that was "
        "used is of no use any more.",
        wrong="refresh_token: ${env:ACME_REFRESH_TOKEN}",
        right="refresh_token: ${file:~/.s2sctl/acme.refresh}",
    ),
    "S2S261": Explanation(
        "a secret was given on the command line",
        "`org add` writes where a secret is kept, never the secret: what is typed stands in the "
        "shell's history and in the list of processes. Renew one that was typed out.",
        wrong="s2sctl org add acme … --client-secret 1A2B3C…",
        right="s2sctl org add acme … --client-secret '${env:ACME_CLIENT_SECRET}'",
    ),
    "S2S262": Explanation(
        "options of org add do not make one way to log in",
        "An org is logged in to in exactly one way, and each has its own options; `s2sctl org add "
        "--help` shows them.",
    ),
    "S2S263": Explanation(
        "the alias is there already",
        "configs/orgs.yaml has an entry of that name. --replace puts the new one in its place.",
    ),
    "S2S264": Explanation(
        "configs/orgs.yaml cannot be added to by a program",
        "The file uses YAML anchors or a layout in which an entry cannot be put without touching "
        "others. Nothing was written; the help line holds the entry to put in by hand.",
    ),
    "S2S265": Explanation(
        "a folder holds something else",
        "`org enable --write DIR` writes a whole folder and replaces what an earlier call wrote "
        "there. A folder with other content is left as it is.",
    ),
    "S2S266": Explanation(
        "org test is asked about a manifest that it cannot be asked about",
        "--for compares the login's user with the manifest of that org's own side, and --write "
        "writes what --for found.",
    ),
}
