"""What the sync engine's codes mean: guards S2S5xx, leases and runs S2S7xx."""

from s2sctl.model.codes import Explanation

CODES: dict[str, Explanation] = {
    "S2S500": Explanation(
        "several guards stopped the run",
        "More than one limit would have been overstepped; each is named. Nothing was written. "
        "Look at what is planned with `s2sctl sync CONNECTION --dry-run`, then allow it by count.",
    ),
    "S2S501": Explanation(
        "the run would delete too much",
        "More copies than `guards: deletes` allows would go to the recycle bin at once, those "
        "not counted whose removal was allowed before and refused by the org. Nothing was written. "
        "If the count is what you expect, pass it: only a run that deletes at most that many goes "
        "through.",
        wrong="s2sctl sync acme-globex --allow-deletes 100000",
        right="s2sctl sync acme-globex --allow-deletes 312",
    ),
    "S2S502": Explanation(
        "the run would update too much",
        "More shared records than `guards: updates` allows would change at once; a mass edit or a "
        "changed mapping does that. Nothing was written. If the count is what you expect, pass it.",
        right="s2sctl sync acme-globex --allow-updates 1800",
    ),
    "S2S503": Explanation(
        "one side suddenly shows nothing",
        "A share rule that brought records before brings none now. That is what lost visibility "
        "looks like, and a changed rule too; so the run stops and nothing was written.",
    ),
    "S2S504": Explanation(
        "the run would use too many API calls",
        "The calls this run needs are over the share of the org's daily limit that `guards: "
        "api_calls` gives it; where the org limits our connected app and that limit is nearer its "
        "end, over the share of that one. Nothing was written. Raise the guard, let this run pass "
        "by the count it names, or wait.",
        right="s2sctl sync acme-globex --allow-api-calls 2600",
    ),
    "S2S505": Explanation(
        "the org is nearly out of API calls",
        "All integrations of an org share its daily API calls. This run would take what is kept "
        "for the others: the last 5 % of the org's limit, or more than is left of our connected "
        "app's own. Nothing was written. Calls are free again as 24 hours roll on; find out who "
        "takes them (Setup, Company Information, API Requests).",
        right="s2sctl sync acme-globex --allow-api-calls 40",
    ),
    "S2S506": Explanation(
        "the run has taken the API calls it may",
        "It wrote more than it had reckoned with, or others used the org's calls up meanwhile. It "
        "stopped between two batches: what was written is remembered, and the next run goes on.",
    ),
    "S2S507": Explanation(
        "the org has no more API calls to spare",
        "The last 5 % of an org's daily API calls are kept for its other integrations, and they "
        "are being used. Nothing was read. Calls are free again as 24 hours roll on, and the next "
        "run goes on by itself; Setup, Company Information, API Requests shows who takes them.",
        right="s2sctl sync acme-globex --allow-api-calls 40",
    ),
    "S2S510": Explanation(
        "the run would create too much",
        "More new copies than `guards: creates` allows, by default more than there are shared "
        "records now. A share rule that became too wide does that, and an import. Up to 500 pass "
        "always, and so does a flow that has shared nothing yet. Nothing was written.",
        right="s2sctl sync acme-globex --allow-creates 4000",
    ),
    "S2S590": Explanation(
        "a job in an org has not ended",
        "Many rows of one object are written by a job of Bulk API 2.0, which the org works off in "
        "its own time. The run waited half an hour for one. It is remembered; every later run "
        "waits for its end before it writes anything, and then finds out by key what arrived.",
    ),
    "S2S700": Explanation(
        "another run holds the connection",
        "One writer per connection. The message says who holds it since when; a run that died "
        "on this machine frees it at once, one elsewhere after twelve minutes.",
    ),
    "S2S701": Explanation(
        "the lease was lost",
        "This run slept longer than its lease and another runner took over. It stopped before "
        "the next write; the other run goes on.",
    ),
    "S2S702": Explanation(
        "another state store runs this connection",
        "Both connection records name the state store whose runs are in force, and it is not this "
        "one. Two stores would each think the other's writes are edits. If that store is lost, "
        "find its links again by the keys on the copies (`s2sctl state rebuild CONNECTION`), then "
        "`s2sctl sync CONNECTION --take-over`. If it has moved here, adopt the connection.",
        right="s2sctl state adopt acme-globex",
    ),
    "S2S703": Explanation(
        "the connection is not Accepted on both sides",
        "Records flow only while both orgs' own connection records say Accepted. Either side's "
        "word is enough to stop. A paused connection is no error: `sync` says who paused it, reads "
        "nothing and ends with 0.",
    ),
    "S2S704": Explanation(
        "a login answers for another org than recorded",
        "The connection recorded which two orgs it joins. A login that answers with another org "
        "id would write to the wrong org, so nothing was read or written.",
    ),
    "S2S705": Explanation(
        "the connection is not known",
        "Neither the state nor the orgs' connection records name such a connection.",
    ),
    "S2S706": Explanation(
        "the two sides do not join",
        "What one side publishes and the other subscribes does not fit together, or an org's "
        "metadata changed. Every problem is listed.",
    ),
    "S2S707": Explanation(
        "records wait in the ledger",
        "The run is done; some records were refused, or both sides changed a field and a person "
        "must decide. They are tried again when their source changes, or by time.",
    ),
    "S2S708": Explanation(
        "the owner of received records does not exist",
        "A subscription's owner: names a queue by its developer name or a user by username. The "
        "receiving org has none of that name, so nothing was written.",
        wrong="owner: {queue: Partner Leads}",
        right="owner: {queue: Partner_Leads}",
    ),
    "S2S709": Explanation(
        "the record type of received records does not exist",
        "A subscription's record_type: is the developer name of an active record type that the "
        "running user's profile is assigned. There is none of that name, so nothing was written.",
    ),
    "S2S710": Explanation(
        "the org does not take what we note in its connection record",
        "A run notes in both connection records which state store runs it, what the partner offers "
        "and how it went. Another transaction held the record, or the user may not write it.",
    ),
    "S2S752": Explanation(
        "which connections?",
        "`sync` runs the connections that are named, or with --all every one that the state here "
        "knows; not both.",
        wrong="s2sctl sync",
        right="s2sctl sync --all",
    ),
    "S2S753": Explanation(
        "another state store claims the connection",
        "Both connection records name the state store whose runs are in force (Runner__c), so that "
        "two schedules with two states never write side by side. Another store named itself there "
        "while this run began or went on, so this run stopped before it wrote anything more. Keep "
        "one schedule. `s2sctl state adopt` says which store it is to be from now on.",
        right="s2sctl state adopt acme-globex",
    ),
    "S2S550": Explanation(
        "whose records are the origins?",
        "`match` links the records one side shares with those of the other. Where both sides "
        "share the object, `--origin ALIAS` says whose records are the origins; where neither "
        "publishes it to a side that subscribes to it, there is nothing to match.",
        right="s2sctl match acme-globex Contact --on Email --origin acme",
    ),
    "S2S551": Explanation(
        "the field does not flow",
        "`match` reads no field but those that flow from the origin to the copy: published by "
        "the one side and mapped by the other. Choose such a field, or publish and map it.",
    ),
    "S2S552": Explanation(
        "a lookup says nothing to the other org",
        "A lookup holds an id, and ids differ in every org. Match the parents first; their "
        "children are matched by fields of their own.",
    ),
    "S2S570": Explanation(
        "which records are meant",
        "A command that settles, retries or drops is told its records by their ids (of either "
        "org), by a cause, or with --all; never by nothing, and never twice.",
        wrong="s2sctl conflicts resolve acme-globex --take acme",
        right="s2sctl conflicts resolve acme-globex --all --take acme",
    ),
    "S2S571": Explanation(
        "nothing waits for that record",
        "No conflict or failure of the connection is about a record (or a field) of that name. A "
        "sync may have settled it meanwhile.",
        right="s2sctl conflicts list acme-globex",
    ),
    "S2S572": Explanation(
        "the value does not fit the field",
        "A value for --set is read as the field's type demands: a number, a date as 2026-11-23, a "
        "dateTime as 2026-11-23T10:00:00Z, true or false.",
        wrong="--set CloseDate=23.11.2026",
        right="--set CloseDate=2026-11-23",
    ),
    "S2S573": Explanation(
        "which value is to stand",
        "A conflict is settled by taking one org's value on both sides, or by setting another one.",
        right="s2sctl conflicts resolve acme-globex 00QXX0000012345 --set Phone=+493012345",
    ),
    "S2S574": Explanation(
        "nothing waits for that cause",
        "No failure of the connection has that code. The list shows the causes there are.",
        right="s2sctl failures list acme-globex",
    ),
    "S2S575": Explanation(
        "a merge is not forgotten",
        "A shared record was merged into another one, and its copy did not take the new key yet. "
        "Were that forgotten, the winner would be shared as a new record and its copy doubled.",
        right="s2sctl failures retry acme-globex 00QXX0000012345",
    ),
    "S2S581": Explanation(
        "nothing to bring back",
        "conflicts resolve --settled writes the value that lost. The org that --take names is the "
        "one whose value stands.",
        right="s2sctl conflicts show acme-globex --all --settled",
    ),
    "S2S530": Explanation(
        "records that can hold no key cannot be matched",
        "Matching writes a key to records that are there on both sides. Comments on cases and "
        "attachments take no field of ours; a row that keeps the key is made with a new copy only.",
    ),
    "S2S615": Explanation(
        "an org is under maintenance",
        "Salesforce takes no changes of records while it is at work on an org. The run ends, no "
        "record is parked and no cursor moves: the next run goes on from where this one stopped.",
    ),
    "S2S780": Explanation(
        "the first creates after a rebuild",
        "`state rebuild` found every copy that names its origin. What it did not find looks like a "
        "record without a copy; where a key was cleared or a copy is hidden, a second one would be "
        "made. Look at what is planned, then allow that many creates, once.",
        wrong="s2sctl sync acme-globex",
        right="s2sctl sync acme-globex --dry-run, then s2sctl sync acme-globex --allow-creates 12",
    ),
    "S2S781": Explanation(
        "the record is not gone",
        "`unshare --gone` is a person's word that a record was deleted for good. This one is "
        "there, or in the recycle bin, where the next sync sees by itself that it was deleted.",
    ),
    "S2S782": Explanation(
        "no share of that record is known",
        "`unshare --gone` ends the share of a record that nobody can read any more, so only the "
        "state can tell which share that was; and this state knows none with that id. Use the "
        "state of the runner, and the id as `failures list` shows it.",
    ),
    "S2S783": Explanation(
        "there is nothing to rebuild",
        "`state rebuild` reads the connection records of every login of the project. None of them "
        "is accepted, so no record can have been shared.",
    ),
}
