"""What the codes of a connection's life mean (``s2sctl explain CODE``). Pure."""

from s2sctl.model.codes import Explanation

CODES: dict[str, Explanation] = {
    "S2S400": Explanation(
        "the org is not enabled",
        "The org lacks the objects s2sctl keeps its connections in, or the login's user may not "
        "see their fields. `org enable` deploys them, assigns the permission set S2S_Runner to "
        "the user of the login, and checks that the fields are visible.",
        right="s2sctl org enable acme",
    ),
    "S2S401": Explanation(
        "a stored connection cannot be read",
        "A row of S2S_Connection__c holds a word or a text that s2sctl did not write: its terms "
        "no longer match their digest, or a state is unknown. Somebody edited the row by hand. "
        "Publish and subscribe again to store the terms anew.",
    ),
    "S2S402": Explanation(
        "no such connection",
        "The org has no connection of that name. `connections` lists those it has; where there is "
        "none yet, one side invites and the other accepts.",
        right="s2sctl connections",
    ),
    "S2S403": Explanation(
        "the name is taken",
        "A connection of that name is in use or waits for this org's answer. Names are the same "
        "on both sides, so a second connection to another partner needs another name.",
    ),
    "S2S404": Explanation(
        "not connected",
        "The connection has not been accepted by both sides, or one side rejected, deactivated "
        "or paused it. Either side's word is enough to stop.",
    ),
    "S2S787": Explanation(
        "the partner has ended the connection",
        "This org's own record still says Accepted, and the partner's, which a login here can "
        "read, says that it is over. A record shared now would wait for nothing.",
        right="s2sctl reconnect configs/acme-globex/acme.yaml",
    ),
    "S2S405": Explanation(
        "already so", "The connection is in the state the command would bring it to."
    ),
    "S2S406": Explanation(
        "the other org did the inviting",
        "An invitation is accepted by the org that was invited and confirmed by the org that "
        "invited. The command was given the login of the wrong one.",
    ),
    "S2S407": Explanation(
        "the connection is over",
        "It was rejected, cancelled or deactivated. Copies stay, nothing flows. `reconnect` "
        "invites the same partner again: once it accepts, what was in force and every share "
        "go on. `invite` begins anew, with nothing in force.",
        right="s2sctl reconnect configs/acme-globex/acme.yaml",
    ),
    "S2S408": Explanation(
        "connections are alive",
        "`org disable` would delete the objects that hold connections in use. Deactivate each "
        "of them first; the partner then stops too.",
    ),
    "S2S409": Explanation(
        "this org's own open invitation",
        "An invitation that waits for the partner's answer is taken back by the org that sent it "
        "with `cancel`. `reject` is the invited org's word, `deactivate` ends what is connected.",
        wrong="s2sctl reject acme-globex --org acme --reason TEXT",
        right="s2sctl cancel acme-globex --org acme",
    ),
    "S2S410": Explanation(
        "a damaged token",
        "The token's checksum does not fit: characters were lost or changed on the way, often by "
        "a mail program. Copy it again, whole.",
    ),
    "S2S411": Explanation(
        "a token of another kind",
        "An invitation starts with `s2s-invite-` and goes to `accept` or `reject`; an answer "
        "starts with `s2s-answer-` and goes to `confirm`. A higher number after that means that "
        "the partner's s2sctl is newer than this one.",
    ),
    "S2S412": Explanation(
        "an expired invitation",
        "An invitation is open for a limited time, 14 days unless its sender said otherwise. "
        "The partner can send a new one.",
    ),
    "S2S413": Explanation(
        "a foreign token",
        "The token is meant for another org or belongs to no invitation that is open here. "
        "A connection is only made between the org that invited and the one that accepted; one "
        "in use is replaced by nobody, and a reconnection is for the partner there was.",
    ),
    "S2S414": Explanation(
        "a token used before",
        "Each invitation is answered once and each answer confirmed once. Using a token again "
        "changes nothing; an answer to what is connected by it already is no error.",
    ),
    "S2S415": Explanation(
        "a token of an earlier invitation",
        "The org remembers the marks of invitations that a later one replaced. Their tokens stay "
        "used up, so that nobody can bring a connection back with an old mail.",
        right="s2sctl reconnect configs/acme-globex/acme.yaml",
    ),
    "S2S416": Explanation(
        "an org's own token",
        "An org cannot accept its own invitation, nor be its own partner. Most often the wrong "
        "alias was named with --org.",
    ),
    "S2S417": Explanation(
        "an answer to what is over",
        "The invitation was cancelled, or the connection ended, before the answer came.",
        right="s2sctl reconnect configs/acme-globex/acme.yaml",
    ),
    "S2S418": Explanation(
        "not a length of time",
        "A length of time is a whole number and a unit: 30m, 12h, 14d or 2w.",
        wrong="s2sctl invite configs/acme-globex/acme.yaml --expires soon",
        right="s2sctl invite configs/acme-globex/acme.yaml --expires 14d",
    ),
    "S2S419": Explanation(
        "no open invitation",
        "Only an invitation that this org sent and nobody has answered can be sent again or "
        "cancelled. What was ended is brought back by `reconnect`.",
        right="s2sctl connections",
    ),
    "S2S420": Explanation(
        "the partner's Account or contact was not found",
        "The manifest's `partner.account` (or `partner.contact`) means a record of this side's own "
        "org: the Account that stands for the partner there. Its name or id must lead to exactly "
        "one record that the login's user can see. Create it, correct the name, or give the id "
        "where several have that name.",
        wrong="partner: {org: globex, account: Globex}",
        right="partner: {org: globex, account: 001XX000003DGb2YAG}",
    ),
    "S2S560": Explanation(
        "the terms changed while a run was going on",
        "A long run reads both connection records again now and then. It found that a side had "
        "published or subscribed something else meanwhile and stopped before its next write. "
        "Nothing is lost: the next run goes on under the new terms.",
        right="s2sctl sync acme-globex",
    ),
    "S2S430": Explanation(
        "no such record",
        "The record cannot be shared or unshared: there is none of that object with that id that "
        "this login can see. An id's first three characters tell its object: 00Q is a Lead's.",
    ),
    "S2S431": Explanation(
        "the object is not published",
        "Only records of an object in this org's own publish list can be shared. Add the object "
        "to the manifest and publish.",
        right="s2sctl publish configs/acme-globex/acme.yaml",
    ),
    "S2S432": Explanation(
        "nothing to unshare",
        "The record is not shared by hand over this connection. A record shared by rule leaves "
        "when it no longer matches; once unshared it comes back only when it is shared by hand.",
    ),
    "S2S433": Explanation(
        "not a record id",
        "A record id has 15 or 18 letters and digits; of 18 the last three are a checksum.",
        wrong="s2sctl share acme-globex Lead 1234",
        right="s2sctl share acme-globex Lead 00QXX00000123452AA",
    ),
    "S2S434": Explanation(
        "a copy is never sent back",
        "The record came from the partner over this connection. It is linked to its origin, and "
        "changes travel back by the mapped fields; sharing it would make a second record there.",
    ),
    "S2S435": Explanation(
        "the condition cannot be asked",
        "`--where` takes a condition as in SOQL's WHERE, over fields of the object that this "
        "login can see and filter by. It is asked once, now: later changes share or unshare "
        "nothing. A rule that lasts stands in the manifest, `share: {where: …}`.",
        wrong="s2sctl share acme-globex Lead --where \"Ratting = 'Hot'\"",
        right="s2sctl share acme-globex Lead --where \"Rating = 'Hot'\"",
    ),
    "S2S436": Explanation(
        "the list cannot be read",
        "`--file` takes a text file in UTF-8: one record id a line, or CSV with a header that "
        "names a column Id; `-` reads the same from stdin.",
    ),
    "S2S440": Explanation(
        "the org refused the deploy",
        "Salesforce refused at least one component and changed nothing. Its own words are shown. "
        "The user needs the permission Modify Metadata Through Metadata API Functions.",
    ),
    "S2S441": Explanation(
        "deployed fields are invisible",
        "The fields are there, and the user of this login still cannot see them although the "
        "permission set is assigned. A muting permission set or another admin's change takes "
        "them away.",
    ),
    "S2S443": Explanation(
        "the manifest is another org's",
        "The manifest names an alias whose login answers with another org id than the one this "
        "connection recorded. Swapped orgs are the worst accident, so nothing is written.",
    ),
    "S2S445": Explanation(
        "permission sets remain",
        "Everything of s2sctl is gone but its permission sets, which the org would not delete: "
        "something of another admin's still refers to them. They are assigned to nobody and "
        "grant nothing. Take that reference away and disable again.",
        right="s2sctl org disable acme",
    ),
    "S2S444": Explanation(
        "the org refused to store the connection",
        "The write of the connection's own row was refused; Salesforce's status code is shown. "
        "Most often a validation rule, trigger or flow on S2S_Connection__c.",
    ),
    "S2S540": Explanation(
        "the record does not wait",
        "Only records that wait in this org's inbox can be accepted or rejected. It may have been "
        "decided already, or its origin does not share it any more.",
        right="s2sctl inbox list acme-globex --org globex",
    ),
    "S2S541": Explanation(
        "the connection is over",
        "What was not accepted by then has vanished on both sides; accepted copies stay.",
    ),
    "S2S542": Explanation(
        "which records of the inbox",
        "Name them by the partner's record ids, or say --all, perhaps with --object.",
        right="s2sctl inbox accept acme-globex --object Lead --all",
    ),
    "S2S543": Explanation(
        "a copy that came over another connection",
        "Records that came from one partner are not shown to the next, unless the manifest of "
        "that connection says onward: true for the object.",
        right="publish: {Lead: {fields: [LastName, Company], onward: true}}",
    ),
}
