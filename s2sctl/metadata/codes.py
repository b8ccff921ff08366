"""What the codes of the metadata check mean."""

from s2sctl.model.codes import Explanation

_HIDDEN = (
    "An org's describe shows only what the running user may see: a field that is there, but "
    "closed to the user by field-level security, looks just like one that is not. The permission "
    "set S2S_Runner opens what a manifest needs."
)

CODES: dict[str, Explanation] = {
    "S2S250": Explanation(
        "a pulled describe that cannot be used",
        "The files under configs/metadata are written by s2sctl metadata pull and carry a digest. "
        "One that was edited by hand, cut off or merged wrongly would check manifests against an "
        "org that does not exist.",
    ),
    "S2S251": Explanation(
        "a pulled describe of another version",
        "Another s2sctl wrote it in a form this one does not read. Pull it anew with the version "
        "your pipeline uses.",
    ),
    "S2S252": Explanation(
        "an object that was not pulled",
        "validate --offline checks against the files under configs/metadata, and there is none "
        "for this object. s2sctl metadata pull writes those that manifests use; what the org does "
        "not have, or the running user may not see, it names.",
    ),
    "S2S253": Explanation(
        "pulled describes that are old",
        "The org may have changed since. Pull them again, on a schedule if you like, or allow a "
        "greater age with --max-age DAYS.",
    ),
    "S2S254": Explanation(
        "pulled describes of another org",
        "The alias now logs in to an org with another id than the one whose describes are in the "
        "repository: a sandbox copy, perhaps. Nothing was written. Where that is meant, remove "
        "the folder and pull again.",
    ),
    "S2S446": Explanation(
        "a plan that does not hold any more",
        "A kept plan is done exactly or not at all. Something it was computed from is not so any "
        "more: the terms in force, the connection's state, a used field, the footprint, or the "
        "partner's side. Nothing was changed. Make the plan again and look at it.",
        right="s2sctl publish configs/acme-globex/acme.yaml --plan-out plan.json",
    ),
    "S2S447": Explanation(
        "not a plan",
        "`apply` takes a file that `publish --plan-out` or `subscribe --plan-out` wrote. Its "
        "digest tells one that was edited or cut off since.",
        right="s2sctl apply plan.json",
    ),
    "S2S448": Explanation(
        "another plan than the one looked at",
        "--checksum says which plan was looked at, and the plan here is another one: the "
        "manifest, the org or what is in force changed in between. The counts of matching "
        "records are no part of the checksum.",
        right="s2sctl apply plan.json --checksum 0123…",
    ),
    "S2S449": Explanation(
        "a plan for another org",
        "The alias answers as another org than the one the plan was made for: a refreshed or "
        "copied sandbox, or a changed login. Nothing was read further, and nothing written.",
    ),
    "S2S451": Explanation(
        "a file that cannot be read or written",
        "A plan is read from, or a plan or a scaffold written to, the file that was named. Check "
        "that its folder is there and may be used; a scaffold replaces a file only with --force.",
    ),
    "S2S452": Explanation(
        "no such object to begin with",
        "`init` writes a manifest from what the login's user sees. An object that is not there, "
        "or hidden from the user, cannot be scaffolded.",
        right="s2sctl init --org acme --partner globex --objects Lead,Case",
    ),
    "S2S453": Explanation(
        "the file is there already",
        "`init` does not write over a manifest: somebody may have edited it.",
        right="s2sctl init --org acme --partner globex --out configs/new.yaml",
    ),
    "S2S450": Explanation(
        "the partner ended the connection",
        "The plan was made while the partner's record said otherwise. Nothing flows over an "
        "ended connection, so nothing of the plan is put in force.",
        right="s2sctl connections",
    ),
    "S2S300": Explanation("no such object", _HIDDEN, "publish: {Leads: …}", "publish: {Lead: …}"),
    "S2S301": Explanation(
        "no such field", _HIDDEN, "fields: [AnnualRevenu]", "fields: [AnnualRevenue]"
    ),
    "S2S302": Explanation(
        "an object closed to the running user",
        "Publishing needs read, subscribing needs create and edit on the object.",
    ),
    "S2S303": Explanation(
        "a field closed to writing",
        "The running user may read it and not write it, or only on create: a copy has to be "
        "written again whenever the origin changes. " + _HIDDEN,
    ),
    "S2S304": Explanation(
        "a field that is computed",
        "Formulas, roll-ups and auto numbers take no values. Map to a field that stores one.",
    ),
    "S2S305": Explanation(
        "a required field that nothing fills",
        "A copy cannot be created without it. Map one of the partner's fields to it, or let the "
        "field have a default in Setup. Where a side publishes the object itself and the partner "
        "shares by hand, what arrives may be changes of our own records: then it is a warning, "
        "and nothing is said of a field that this side publishes. A side that takes more fields "
        "than it gives makes copies, so there it is an error.",
    ),
    "S2S306": Explanation(
        "the key field is missing or not fit",
        "Every copy carries S2S_Key__c (Text, external id, unique, case-sensitive), by which "
        "a create can be repeated without making a second copy. s2sctl subscribe deploys it.",
    ),
    "S2S307": Explanation(
        "the connection field is missing",
        "S2S_Connection__c says which connection brought a record, and gives the related list "
        "that shows where a record came from. s2sctl subscribe deploys it.",
    ),
    "S2S308": Explanation(
        "no such record type",
        "record_type: takes the developer name of an active record type that the running user's "
        "profile is assigned.",
        wrong="record_type: Partner Lead",
        right="record_type: Partner_Lead",
    ),
    "S2S309": Explanation(
        "a field that cannot be shared whole",
        "Addresses, geolocations and names are made of parts, and only the parts can be written. "
        "Files are not shared by this version.",
        wrong="fields: [BillingAddress]",
        right="fields: [BillingStreet, BillingCity, BillingPostalCode]",
    ),
    "S2S310": Explanation(
        "a formula as a source",
        "A formula's result can change without its record being saved; then no stamp moves, and "
        "no run sees it. The value travels with the record's next edit.",
    ),
    "S2S311": Explanation(
        "an encrypted field",
        "Without a special permission its mask is read instead of its value, and the mask would "
        "be copied.",
    ),
    "S2S312": Explanation(
        "field types do not fit",
        "No value, or not every value, of the one type can be a value of the other. Native "
        "Salesforce to Salesforce drops such a field without a word; s2sctl refuses it instead.",
        wrong="Description: Summary__c                         # Long Text Area into Text(255)",
        right="Description: {to: Summary__c, truncate: 255}",
    ),
    "S2S313": Explanation(
        "a text field that is too short",
        "Longer texts would be refused row by row. Nothing is cut unless the mapping says so.",
        wrong="Title: Short_Title__c                           # Text(128) into Text(80)",
        right="Title: {to: Short_Title__c, truncate: 80}",
    ),
    "S2S314": Explanation(
        "a number field with too few digits",
        "With fewer decimals, cents would be lost; with fewer whole digits, large numbers refused.",
    ),
    "S2S315": Explanation(
        "picklist values the target does not have",
        "A restricted picklist refuses every value that is not among its active ones. Inactive "
        "values of old records are not counted; a row that has one waits as a failure.",
        wrong="Rating: Rating                                  # Tepid is unknown there",
        right="Rating: {to: Rating, values: {Tepid: Warm}}",
    ),
    "S2S316": Explanation(
        "a value map that leads nowhere",
        "The right side of values:, and default:, should be active values of the picklist they "
        "are written into. A restricted picklist refuses any other; one that is not restricted "
        "takes it and holds a value that is not in its list, so that is only a warning.",
        wrong="Rating: {to: Rating, values: {Tepid: Wram}}",
        right="Rating: {to: Rating, values: {Tepid: Warm}}",
    ),
    "S2S317": Explanation(
        "an owner that the object cannot have",
        "Detail records belong to their parent's owner; and not every object can be owned by a "
        "queue.",
    ),
    "S2S318": Explanation(
        "a share rule on a field that cannot carry it",
        "A formula or roll-up changes without the record's stamp moving, so the rule would be "
        "applied too late or never; some fields, such as long texts, cannot be filtered by.",
    ),
    "S2S319": Explanation(
        "a lookup whose parents are not shared",
        "Ids differ from org to org. A lookup is translated through records that this connection "
        "shares; where its parents are not among them, it stays empty.",
    ),
    "S2S330": Explanation(
        "an encrypted field as a target",
        "Without a special permission the org shows a mask instead of what was written, so that "
        "nothing could tell whether it arrived.",
    ),
    "S2S331": Explanation(
        "rich text and plain text",
        "Rich text is HTML. In a plain field its tags are text; in a rich field plain text is "
        "read as HTML, and line breaks are lost. Nothing is converted.",
    ),
    "S2S332": Explanation(
        "a record type without a counterpart",
        "Record types are matched by developer name: values: says which of ours stands for which "
        "of theirs, the same name stands for itself, default: for all others.",
        wrong="RecordTypeId: RecordTypeId            # the partner's Retail is unknown here",
        right="RecordTypeId: {to: RecordTypeId, values: {Retail: Shop}}",
    ),
    "S2S333": Explanation(
        "a key that the field's type does not take",
        "prefix, suffix, strip_prefix, strip_suffix, join and split are for texts, rate for "
        "amounts, zone for a date/time that becomes a date or the reverse.",
        wrong="Amount: {to: Amount, prefix: EUR}",
        right='Amount: {to: Amount, rate: "0.92"}',
    ),
    "S2S334": Explanation(
        "a rate both ways that rounds",
        "A field that flows both ways must come back as it went. Amounts are rounded to the "
        "decimals of the field they go into; with fewer than the rate needs, cents would be lost "
        "at each turn.",
        wrong='acme: rate: "0.92"   globex: rate: "1.087"',
        right="one side takes the field out: it then flows one way",
    ),
    "S2S335": Explanation(
        "both halves of a state or country",
        "With state and country picklists an org keeps text and code in step itself and refuses "
        "an update where the two disagree. Map the codes.",
        wrong="fields: {State: State, StateCode: StateCode}",
        right="fields: {StateCode: StateCode, CountryCode: CountryCode}",
    ),
    "S2S336": Explanation(
        "a state or country that may be refused",
        "Where an org keeps codes, a text outside its list is refused, and so is a state without "
        "a country.",
        wrong="fields: {State: State}",
        right="fields: {StateCode: StateCode, CountryCode: CountryCode}",
    ),
    "S2S337": Explanation(
        "amounts without their currency",
        "In an org with several currencies an amount means nothing without CurrencyIsoCode. Where "
        "both orgs have the field, map it; where one has not, a fixed rate: converts.",
        wrong="fields: {Amount: Amount}",
        right="fields: {Amount: Amount, CurrencyIsoCode: CurrencyIsoCode}",
    ),
    "S2S338": Explanation(
        "person accounts",
        "A person account has first and last name, and its Name cannot be written; a business "
        "account has a Name only. One mapping cannot carry both, so the share rule chooses.",
        wrong="Account: {share: {where: \"Type = 'Customer'\"}}",
        right="Account: {share: {where: \"Type = 'Customer' AND IsPersonAccount = false\"}}",
    ),
    "S2S339": Explanation(
        "a constant that its field does not take",
        "constants: gives our field a fixed value when a copy is made; it must be one the field's "
        "type, length and picklist take.",
        wrong="constants: {LeadSource: Partnr}",
        right="constants: {LeadSource: Partner}",
    ),
    "S2S360": Explanation(
        "a content that is to be changed on its way",
        "The content of a file travels as it is: no value map, no cut, no default.",
        wrong="Body: {to: Body, truncate: 255}",
        right="Body: Body",
    ),
    "S2S370": Explanation(
        "assignment rules that the object does not have",
        "Salesforce applies assignment rules to Leads and Cases, and territory rules to Accounts "
        "(REST API guide, Assignment Rule Header). Other objects' records go to whom they are "
        "given.",
        wrong="Contact: {owner: {assignment_rules: true}}",
        right="Contact: {owner: {queue: Partner_Contacts}}",
    ),
    "S2S371": Explanation(
        "an owner that does not exist",
        "owner: names a queue by its developer name, or a user by username. The org has none of "
        "that name that the login's user can see.",
        wrong="owner: {queue: Partner Leads}",
        right="owner: {queue: Partner_Leads}",
    ),
    "S2S372": Explanation(
        "an owner who is inactive",
        "Salesforce lets no inactive user own new records. Found in a run, the records wait as "
        "failures and are tried again by themselves once the user is active or another is named.",
    ),
    "S2S373": Explanation(
        "a queue that does not take the object",
        "A queue owns records of its supported objects only (Setup, Queues). Found in a run, the "
        "records wait as failures until the queue takes them or another owner is named.",
    ),
    "S2S374": Explanation(
        "a ring of orgs",
        "With onward: true on all connections of a ring, or on all but one, a record would travel "
        "round and come back to its own org as a stranger's copy. Only rings that the logins here "
        "can see are found: who sends records onward should know where they go from there.",
        wrong="onward: true in a to b, in b to c, and in c to a",
        right="onward: true where records come from the hub only",
    ),
    "S2S380": Explanation(
        "a field that was renamed",
        "An admin changed the field's API name in Setup. Its durable id is still the one that was "
        "noted when the manifest was put in force, so it is the same field with the same values. "
        "Until the manifest says the new name the field rests: nothing of it travels, and nothing "
        "of it is lost. validate --live --fix writes the new name; publish and subscribe put it "
        "in force, and edits made meanwhile on either side then flow.",
        wrong="fields: {Description: Summary__c}    # now Digest__c",
        right="fields: {Description: Digest__c}",
    ),
    "S2S351": Explanation(
        "shared with a field that is no lookup",
        "share: {with: LOOKUP} finds a record's children by the lookup on the child. Name a field "
        "of the child that holds the parent's id.",
        wrong="Contact: {fields: [LastName, AccountId], share: {with: LastName}}",
        right="Contact: {fields: [LastName, AccountId], share: {with: AccountId}}",
    ),
    "S2S352": Explanation(
        "opportunity products without a product",
        "A line belongs to a price book entry, whose id differs from org to org. s2sctl finds the "
        "entry by the line's product, the opportunity's price book and its currency, so the "
        "product must be mapped and Product2 shared.",
        wrong="OpportunityLineItem: {fields: {Quantity: Quantity}}",
        right="OpportunityLineItem: {fields: {Product2Id: Product2Id, Quantity: Quantity}}",
    ),
    "S2S353": Explanation(
        "a line priced twice",
        "Quantity times sales price is the total: an org takes one of UnitPrice and TotalPrice and "
        "works out the other.",
        wrong="fields: {UnitPrice: UnitPrice, TotalPrice: TotalPrice}",
        right="fields: {Quantity: Quantity, UnitPrice: UnitPrice}",
    ),
    "S2S354": Explanation(
        "an object follows records that are not shared",
        "A record is shared while the one its lookup points to is shared over the same connection. "
        "None of the objects the lookup may point to takes part in it, so nothing would travel.",
        wrong="publish: {Contact: {…, share: {with: AccountId}}}     # Account is not shared",
        right="publish: {Account: {…}, Contact: {…, share: {with: AccountId}}}",
    ),
    "S2S355": Explanation(
        "contacts of person accounts",
        "A person account is one record with two faces, an Account and a Contact. The account is "
        "shared as Account; its Contact row is left out of every share rule, or the partner would "
        "get the person twice. A warning: nothing needs to be done.",
    ),
}
