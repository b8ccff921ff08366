"""All commands, by name. One line each; nothing is imported before it is called.

A name of two words is a command in a group. ``tests/flows/test_shell.py`` holds every help
line equal to its function's first docstring line.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command's function lives, and the line that ``--help`` shows for it."""

    module: str
    function: str
    help: str


COMMANDS: dict[str, Entry] = {
    "demo": Entry(
        "s2sctl.demo.command", "demo", "Play the whole story with two embedded orgs, and judge it."
    ),
    "local up": Entry(
        "s2sctl.cli.commands.local", "up", "Start embedded orgs; made on first use, then kept."
    ),
    "local down": Entry(
        "s2sctl.cli.commands.local", "down", "Stop embedded orgs; their data stays."
    ),
    "local status": Entry(
        "s2sctl.cli.commands.local",
        "status",
        "Tell which embedded orgs there are, where, and if they run.",
    ),
    "local reset": Entry(
        "s2sctl.cli.commands.local",
        "reset",
        "Put embedded orgs back to their first day.",
    ),
    "local token": Entry(
        "s2sctl.cli.commands.local",
        "token",
        "Print a fresh access token of an embedded org.",
    ),
    "local load": Entry(
        "s2sctl.cli.commands.local_load",
        "load",
        "Fill an embedded org: CSV rows, or objects as described.",
    ),
    "local fault": Entry(
        "s2sctl.cli.commands.local_fault",
        "fault",
        "Order trouble: refused calls, lost answers, late commits.",
    ),
    "local log": Entry(
        "s2sctl.cli.commands.local_log",
        "log",
        "Show what an embedded org was asked, and the calls charged.",
    ),
    "org add": Entry(
        "s2sctl.cli.commands.org_add",
        "add",
        "Add a login to configs/orgs.yaml, by reference only.",
    ),
    "org list": Entry(
        "s2sctl.cli.commands.org_list", "list_orgs", "List the orgs this project can log in to."
    ),
    "org test": Entry(
        "s2sctl.cli.commands.org_test", "try_org", "Log in to an org and say who we are there."
    ),
    "org enable": Entry(
        "s2sctl.cli.commands.footprint",
        "enable",
        "Deploy what an org needs to take part, and check it.",
    ),
    "org disable": Entry(
        "s2sctl.cli.commands.footprint",
        "disable",
        "Take everything of s2sctl out of an org again.",
    ),
    "invite": Entry(
        "s2sctl.cli.commands.inviting",
        "invite",
        "Invite a partner: by mail, and by a token.",
    ),
    "resend": Entry(
        "s2sctl.cli.commands.inviting",
        "resend",
        "Send an open invitation once more, and prolong it.",
    ),
    "cancel": Entry(
        "s2sctl.cli.commands.invitation", "cancel", "Take one's own open invitation back."
    ),
    "accept": Entry(
        "s2sctl.cli.commands.invitation",
        "accept",
        "Accept an invitation, and print the answer.",
    ),
    "confirm": Entry(
        "s2sctl.cli.commands.invitation",
        "confirm",
        "Take the partner's answer in: then both are connected.",
    ),
    "reject": Entry("s2sctl.cli.commands.invitation", "reject", "Reject an invitation."),
    "reconnect": Entry(
        "s2sctl.cli.commands.inviting",
        "reconnect",
        "Invite the partner again after an end: old shares go on.",
    ),
    "connections": Entry(
        "s2sctl.cli.commands.lifecycle",
        "connections",
        "List the connections of every org, and where they stand.",
    ),
    "history": Entry(
        "s2sctl.cli.commands.history",
        "history",
        "Tell a connection's story: what, when, which side, who, why.",
    ),
    "pause": Entry(
        "s2sctl.cli.commands.lifecycle", "pause", "Stop a connection's flow for a while."
    ),
    "resume": Entry(
        "s2sctl.cli.commands.lifecycle", "resume", "Let a paused connection flow again."
    ),
    "deactivate": Entry(
        "s2sctl.cli.commands.lifecycle",
        "deactivate",
        "End a connection; every copy stays.",
    ),
    "publish": Entry(
        "s2sctl.cli.commands.terms",
        "publish",
        "Put in force what a manifest lets the partner see.",
    ),
    "subscribe": Entry(
        "s2sctl.cli.commands.terms",
        "subscribe",
        "Put in force what a manifest takes from the partner.",
    ),
    "init": Entry(
        "s2sctl.cli.commands.init", "init", "Write a first manifest from what an org holds."
    ),
    "catalog": Entry(
        "s2sctl.cli.commands.catalog",
        "catalog",
        "Show what the partner publishes, and what of it is taken.",
    ),
    "apply": Entry(
        "s2sctl.cli.commands.terms", "apply", "Do exactly what a plan says, or nothing."
    ),
    "sync": Entry(
        "s2sctl.cli.commands.sync",
        "sync",
        "Bring the shared records of a connection into agreement.",
    ),
    "state rebuild": Entry(
        "s2sctl.cli.commands.state_rebuild",
        "rebuild",
        "Find the links of a lost state again, by asking both orgs.",
    ),
    "health": Entry(
        "s2sctl.cli.commands.health",
        "health",
        "Tell how a connection stands, and whether anything is wrong.",
    ),
    "conflicts list": Entry(
        "s2sctl.cli.commands.conflicts",
        "list_conflicts",
        "List the fields a person must settle.",
    ),
    "conflicts show": Entry(
        "s2sctl.cli.commands.conflicts",
        "show",
        "Show both values of conflicts: who changed what, when.",
    ),
    "conflicts resolve": Entry(
        "s2sctl.cli.commands.resolving",
        "resolve",
        "Settle conflicts: take one org's value, or set another.",
    ),
    "failures list": Entry(
        "s2sctl.cli.commands.failures",
        "list_failures",
        "List what an org refused, and what waits for something.",
    ),
    "failures show": Entry(
        "s2sctl.cli.commands.failures",
        "show",
        "Show all there is to know about refused or waiting records.",
    ),
    "failures retry": Entry(
        "s2sctl.cli.commands.failures",
        "retry",
        "Let the next sync try refused or waiting records again.",
    ),
    "failures drop": Entry(
        "s2sctl.cli.commands.failures",
        "drop",
        "Forget refused changes, until their records change again.",
    ),
    "share": Entry(
        "s2sctl.cli.commands.shares",
        "share",
        "Share records: by id, by a condition, by a list.",
    ),
    "unshare": Entry(
        "s2sctl.cli.commands.shares",
        "unshare",
        "End the shares of records; no rule brings them back.",
    ),
    "shares list": Entry(
        "s2sctl.cli.commands.shares_list",
        "list_shares",
        "List what is shared, and where each share stands.",
    ),
    "shares show": Entry(
        "s2sctl.cli.commands.shares_list",
        "show_share",
        "Show all there is to know about the share of one record.",
    ),
    "match": Entry(
        "s2sctl.cli.commands.match",
        "match",
        "Link records that exist on both sides; make no second ones.",
    ),
    "inbox list": Entry(
        "s2sctl.cli.commands.inbox", "list_inbox", "List the records that wait to be accepted."
    ),
    "inbox show": Entry(
        "s2sctl.cli.commands.inbox",
        "show",
        "Show what waiting records hold in the partner's org.",
    ),
    "inbox accept": Entry(
        "s2sctl.cli.commands.inbox",
        "accept",
        "Accept waiting records; the next sync makes the copies.",
    ),
    "inbox reject": Entry(
        "s2sctl.cli.commands.inbox",
        "reject",
        "Reject waiting records; only a new share offers them again.",
    ),
    "state backup": Entry(
        "s2sctl.cli.commands.state_backup",
        "backup",
        "Write the state into one file, while runs go on.",
    ),
    "state restore": Entry(
        "s2sctl.cli.commands.state_backup",
        "restore",
        "Put a backup back in place of the state.",
    ),
    "state upgrade": Entry(
        "s2sctl.cli.commands.state",
        "upgrade",
        "Bring an older s2sctl's state to this version's shape.",
    ),
    "state check": Entry(
        "s2sctl.cli.commands.state",
        "check",
        "Look whether the state is whole, private and makes sense.",
    ),
    "state unlock": Entry(
        "s2sctl.cli.commands.state",
        "unlock",
        "Free a connection from a run whose machine is gone.",
    ),
    "state adopt": Entry(
        "s2sctl.cli.commands.state",
        "adopt",
        "Make this state the one that runs a connection.",
    ),
    "validate": Entry(
        "s2sctl.cli.commands.validate",
        "validate",
        "Check manifests: every problem at once, at its place.",
    ),
    "metadata pull": Entry(
        "s2sctl.cli.commands.metadata_pull",
        "pull",
        "Write the describes manifests use, for validate --offline.",
    ),
    "diff": Entry(
        "s2sctl.cli.commands.diff", "diff", "Compare manifests with what is in force in their orgs."
    ),
    "schema": Entry(
        "s2sctl.cli.commands.schema", "schema", "Print the JSON Schema of manifests, for editors."
    ),
    "explain": Entry(
        "s2sctl.cli.commands.explain", "explain", "Explain a code, or which field types fit which."
    ),
}

GROUPS: dict[str, str] = {
    "conflicts": "Fields that both sides changed apart.",
    "failures": "What was read and could not be written.",
    "inbox": "Records that wait to be accepted.",
    "local": "Embedded Salesforce orgs on this machine.",
    "metadata": "What orgs look like, kept beside the manifests.",
    "org": "Logins, and what an org needs to take part.",
    "shares": "What is shared, and where each share stands.",
    "state": "What is remembered: kept safe, put back, looked at.",
}
