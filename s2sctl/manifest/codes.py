"""What the codes of a manifest mean."""

from s2sctl.model.codes import Explanation

_SMALLEST = """connection: acme-globex
org: acme
partner: {org: globex}
publish:
  Lead: {fields: [LastName, Company]}"""

CODES: dict[str, Explanation] = {
    "S2S454": Explanation(
        "what a template cannot hold",
        "A template is a publish list, perhaps with guards, that several manifests stand on. Who "
        "the partner is and what is taken is each manifest's own.",
        wrong="subscribe: {Lead: …}   # in base.yaml",
        right="publish: {Lead: {fields: [LastName, Company]}}",
    ),
    "S2S455": Explanation(
        "no such template",
        "`template:` names a file relative to the one it stands in. That file is not there, or "
        "is no UTF-8 text.",
        right="template: ../base.yaml",
    ),
    "S2S456": Explanation(
        "templates in a circle",
        "A template may stand on another one, but not on itself, not even by a detour.",
    ),
    "S2S457": Explanation(
        "a template outside the project",
        "A manifest and what it stands on are reviewed and promoted together, so a template lies "
        "in the same project: the folder that holds configs/.",
        wrong="template: /srv/shared/base.yaml",
        right="template: ../base.yaml",
    ),
    "S2S100": Explanation(
        "findings stand in the way",
        "The command needs a manifest, or two sides, without errors. Every finding is listed with "
        "its own code.",
    ),
    "S2S101": Explanation(
        "not YAML",
        "The file cannot be read as YAML at all, so nothing else in it was judged. The place is "
        "where reading stopped; the cause is there or just before it.",
        wrong="share: where: Status = 'Open'",
        right="share: {where: \"Status = 'Open'\"}",
    ),
    "S2S102": Explanation(
        "unknown key",
        "A manifest takes only the keys it knows, so that a misspelt one is not silently ignored. "
        "s2sctl schema prints all of them for an editor.",
        wrong="feilds: [Email]",
        right="fields: [Email]",
    ),
    "S2S103": Explanation(
        "a key is missing",
        "This part cannot stand without it.",
        wrong="publish: {Lead: {share: manual}}",
        right="publish: {Lead: {fields: [LastName]}}",
    ),
    "S2S104": Explanation(
        "not one of the choices",
        "The key takes one of a few words, and this is none of them.",
        wrong="on_conflict: newer",
        right="on_conflict: newest",
    ),
    "S2S105": Explanation(
        "the wrong kind of value",
        "A list where one value belongs, a number where text does, nothing where something does. "
        "YAML reads true, 5 and 010 as what they look like: quotes make them text. The right "
        "side here is the smallest manifest there is.",
        wrong="publish: [Lead]",
        right=_SMALLEST,
    ),
    "S2S106": Explanation(
        "not a name",
        "Connections and orgs have names of lower-case letters, digits, dots, underscores and "
        "hyphens, 64 at most. Objects and fields are said by their API names (Budget__c), as in "
        "Setup > Object Manager; a field of another object (Account.Name) cannot be shared.",
        wrong="connection: Acme Globex",
        right="connection: acme-globex",
    ),
    "S2S107": Explanation(
        "a number out of range",
        "A guard is a percentage from 0% to 100% (creates: to 1000%); truncate is a whole number "
        "of characters.",
        wrong="guards: {deletes: 500}",
        right="guards: {deletes: 5%}",
    ),
    "S2S580": Explanation(
        "not a number of days",
        "keep_values says for how long both values of a settled conflict are kept: 30d, or 0 for "
        "not at all. Ten years (3650d) is the most.",
        wrong="conflicts: {keep_values: forever}",
        right="conflicts: {keep_values: 30d}",
    ),
    "S2S108": Explanation(
        "the same key twice",
        "YAML forbids it, and most readers silently take the last one.",
        wrong="fields: {Email: Email, Email: Work_Email__c}",
        right="fields: {Email: Work_Email__c}",
    ),
    "S2S109": Explanation(
        "YAML that a manifest does not need",
        "Tags, several documents in one file, keys that are lists, aliases to nothing, nesting "
        "beyond 40 levels. They are refused, because what they hide is not in the review.",
        wrong="org: !secret acme",
        right="org: acme",
    ),
    "S2S110": Explanation(
        "empty",
        "A list or mapping without anything in it says nothing.",
        wrong="fields: []",
        right="fields: [LastName]",
    ),
    "S2S111": Explanation(
        "one of three, not several and not none",
        "Received records belong to a queue, to a user, or to whom the org's assignment rules "
        "name (assignment_rules: true).",
        wrong="owner: {queue: Partner_Leads, user: ann@globex.example}",
        right="owner: {queue: Partner_Leads}",
    ),
    "S2S112": Explanation(
        "the file cannot be read",
        "It is missing, a folder, not UTF-8 text, or larger than a manifest can be.",
    ),
    "S2S113": Explanation(
        "no manifest of that connection",
        "The manifests under configs/ were read, and none says connection: with that name.",
    ),
    "S2S114": Explanation(
        "no login of that name",
        "org: is the alias under which configs/orgs.yaml says how to log in to this side's org. A "
        "partner's manifest may lie beside one's own without a login; this warning says that the "
        "name looks misspelt, or that no side of the connection has a login here.",
        wrong="org: soth        # configs/orgs.yaml has north and south",
        right="org: south",
    ),
    "S2S201": Explanation(
        "a share rule that is not SOQL",
        "where: takes what stands after WHERE in SOQL. Text is in single quotes, dates are not.",
        wrong="share: {where: 'Rating == \"Hot\"'}",
        right="share: {where: \"Rating = 'Hot'\"}",
    ),
    "S2S202": Explanation(
        "a share rule that no stamp can follow",
        "A run reads the records whose SystemModstamp moved. A rule about TODAY, about another "
        "object's field or about other rows changes its answer while the record's stamp stands "
        "still, so records would enter and leave the share unseen.",
        wrong="share: {where: \"Account.Rating = 'Hot'\"}",
        right="share: {where: \"Account_Rating__c = 'Hot'\"}     # a Flow copies it there",
    ),
    "S2S203": Explanation(
        "two fields into one",
        "The last one written would win, differently each time.",
        wrong="fields: {Phone: Phone, MobilePhone: Phone}",
        right="fields: {Phone: Phone, MobilePhone: MobilePhone}",
    ),
    "S2S204": Explanation(
        "the same name twice",
        "Salesforce finds names in any case: Email and email are one field.",
        wrong="fields: [Email, email]",
        right="fields: [Email]",
    ),
    "S2S205": Explanation(
        "two objects into one",
        "A record's copy is found by its key, and a change of it must know which object it goes "
        "back to. So each of our objects takes one of the partner's.",
        wrong="subscribe: {Lead: {to: Lead}, Prospect__c: {to: Lead}}",
        right="subscribe: {Lead: {to: Lead}, Prospect__c: {to: Prospect__c}}",
    ),
    "S2S206": Explanation(
        "a field that is not ours to map",
        "Ids, stamps and authors are written by Salesforce alone; S2S_Key__c and "
        "S2S_Connection__c by s2sctl alone. Owners are told by name: one for all by owner:, each "
        "origin's own by values:.",
        wrong="fields: {OwnerId: OwnerId}",
        right="OwnerId: {to: OwnerId, values: {ann@acme.example: ann@globex.example}}",
    ),
    "S2S207": Explanation(
        "a literal secret",
        "A manifest is read by many and stays in git for ever. Whatever is written here must be "
        "taken as known: renew it at its source. Logins are in configs/orgs.yaml, by reference.",
        wrong="client_secret: 5F2A…",
        right="client_secret: ${env:ACME_SECRET}        # in configs/orgs.yaml",
    ),
    "S2S208": Explanation(
        "an org that is its own partner",
        "org: is our alias of this side's org, partner.org what we call the other one.",
        wrong="org: acme      partner: {org: acme}",
        right="org: acme      partner: {org: globex}",
    ),
    "S2S209": Explanation(
        "a side that says nothing",
        "Without publish: nothing leaves, without subscribe: nothing is taken. The connection can "
        "stand, but no record travels.",
        right="publish: {Lead: {fields: [LastName, Company]}}\n"
        "subscribe: {Case: {fields: {Subject: Subject}}}",
    ),
    "S2S210": Explanation(
        "a default without a value map",
        "default: is what a value outside values: becomes. An empty value stays empty.",
        wrong="Rating: {to: Rating, default: Warm}",
        right="Rating: {to: Rating, values: {Hot: Hot}, default: Warm}",
    ),
    "S2S211": Explanation(
        "a side too long for the org to keep",
        "What is in force is kept in the org, in two long text fields of 131,072 characters.",
    ),
    "S2S212": Explanation(
        "a part of a file by itself",
        "A file is a document with versions and links. It travels as a whole: its latest version "
        "and its links to shared records go with the document, and are no records of their own.",
        wrong="ContentVersion: {fields: [Title, VersionData]}",
        right="ContentDocument: {fields: [Title, VersionData, LinkedEntityId]}",
    ),
    "S2S214": Explanation(
        "a side in force that was edited by hand",
        "The text in the org's connection record carries a digest, and the two do not match. "
        "Change the manifest and put it in force again; the text is then replaced whole.",
    ),
    "S2S215": Explanation(
        "a side in force of a newer version",
        "Another machine put it in force with a newer s2sctl, in a form this one does not know.",
    ),
    "S2S220": Explanation(
        "keys of a mapping that do not go together",
        "join puts the texts of several of the partner's fields into one of ours, split one text "
        "into several; both need separator. rate and scale are for amounts, zone for dates. Owner "
        "and record type are told by name and take values, default and null only.",
        wrong="FirstName: {to: Full__c, join: [LastName]}",
        right='FirstName: {to: Full__c, join: [LastName], separator: " "}',
    ),
    "S2S221": Explanation(
        "not a rate",
        "rate is what one unit of the partner's amount is worth in ours: a number above 0, exact "
        "as it is written.",
        wrong="Amount: {to: Amount, rate: 92%}",
        right='Amount: {to: Amount, rate: "0.92"}',
    ),
    "S2S222": Explanation(
        "not a time zone",
        "A date has no zone and a date/time has: zone says where a day begins and ends. Names are "
        "those of the IANA time zone database, which this machine must have.",
        wrong="Start__c: {to: Start_Date__c, zone: CET+1}",
        right="Start__c: {to: Start_Date__c, zone: Europe/Berlin}",
    ),
    "S2S240": Explanation(
        "an ignore without a reason",
        "Whoever reads the manifest next year should know why a finding is lived with.",
        wrong="Score__c: Score__c     # s2s: ignore[S2S310]",
        right="Score__c: Score__c     # s2s: ignore[S2S310] it only changes with Amount",
    ),
    "S2S241": Explanation(
        "an ignore that silences nothing",
        "The finding it was written for is gone, or stands on another line. Left there, it would "
        "hide a later one. It is only told where the check that could find it did run: an ignore "
        "of a finding that needs the orgs is judged by validate --live and --offline.",
    ),
    "S2S242": Explanation(
        "an ignore of a code that does not exist",
        "It silences nothing. s2sctl explain CODE says what a code means.",
        wrong="# s2s: ignore[S2S3100] the result only changes with Amount",
        right="# s2s: ignore[S2S310] the result only changes with Amount",
    ),
    "S2S243": Explanation(
        "a finding that cannot be ignored",
        "Errors behind which data would be lost, a record made twice, a secret kept in git, or "
        "nothing can run at all, stay errors. docs/ci.md lists them with the reason of each. "
        "Warnings can always be ignored.",
    ),
    "S2S244": Explanation(
        "an ignore that cannot be read",
        "The comment begins as one and names no codes in brackets.",
        wrong="# s2s: ignore S2S310",
        right="# s2s: ignore[S2S310] the result only changes with Amount",
    ),
    "S2S350": Explanation(
        "follows a lookup that is not published",
        "share: {with: LOOKUP} shares a record while the one it points to is shared. The lookup "
        "has to travel too, or the copy would stand beside its parent's copy and not under it.",
        wrong="Contact: {fields: [LastName], share: {with: AccountId}}",
        right="Contact: {fields: [LastName, AccountId], share: {with: AccountId}}",
    ),
}
