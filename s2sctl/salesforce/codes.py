"""What the codes of failures at an org mean."""

from s2sctl.model.codes import Explanation

CODES: dict[str, Explanation] = {
    "S2S601": Explanation(
        "the org refused a request",
        "Salesforce answered a whole request with an error. Its code stands in brackets; its own "
        "sentence is not shown, because it may quote record values.",
    ),
    "S2S602": Explanation(
        "a login was refused",
        "The org's token endpoint refused the login. The word in brackets is its own: "
        "invalid_client_id and invalid_client mean the app's id or secret, invalid_grant that the "
        "flow is not enabled for the app or has no run-as user. The address must be the org's own "
        "My Domain and begin with https://.",
        wrong="acme: {url: https://login.salesforce.com, client_id: …, client_secret: …}",
        right="acme: {url: https://acme.my.salesforce.com, client_id: …, client_secret: …}",
    ),
    "S2S603": Explanation(
        "a session ended and cannot be renewed",
        "The org no longer takes the access token, and asking for a new one did not help or is "
        "not possible: an access token given in configs/orgs.yaml ends with its session. Client "
        "credentials renew themselves.",
    ),
    "S2S604": Explanation(
        "a permission is missing",
        "The user may not use the API, the object or the resource. Salesforce's code stands in "
        "brackets. `s2sctl org test ALIAS` says what the login may do.",
    ),
    "S2S605": Explanation(
        "the org's API request limit is spent",
        "The org counts requests of the last 24 hours and has none left. Nothing is lost: the "
        "next run goes on from where this one stopped. Part of the allowance comes back every "
        "hour, as old requests leave the 24 hours.",
    ),
    "S2S606": Explanation(
        "the org throttles",
        "Too many requests at a time. s2sctl waited and tried again several times, as long as "
        "the org asked for.",
    ),
    "S2S607": Explanation(
        "the org dropped the rest of a query",
        "Between two pages of one answer the org forgot the query (it keeps one for two days at "
        "most). No cursor was moved; the next run reads the window again.",
    ),
    "S2S608": Explanation(
        "the org's objects or fields are not what was agreed on",
        "A query names an object or a field that the org does not have, or hides from the user: "
        "it was renamed or deleted, or its field-level security changed.",
    ),
    "S2S609": Explanation(
        "a permission set is missing",
        "The org does not have the permission set that s2sctl deploys and assigns to its user.",
    ),
    "S2S610": Explanation(
        "the org cannot be reached",
        "No answer, or the org's own failure, until the tries were used up. Writes that were "
        "acknowledged are remembered; the same command goes on from there.",
    ),
    "S2S611": Explanation(
        "the org's certificate is not trusted",
        "The connection was given up before anything was sent: who answered could not prove to "
        "be the org. A company proxy that opens TLS needs its certificate in REQUESTS_CA_BUNDLE; "
        "a local org's certificate changes when the org is made anew.",
    ),
    "S2S612": Explanation(
        "a write was sent and its answer never came",
        "The org may or may not have done it. Every create carries a unique key and every update "
        "names its row, so running the command again finds out and does nothing twice.",
    ),
    "S2S613": Explanation(
        "a deploy takes too long",
        "The org has accepted the metadata and has not finished with it in half an hour. Other "
        "deploys may be ahead in its queue.",
    ),
    "S2S614": Explanation(
        "an answer is not one of Salesforce's",
        "What came back has not the shape that Salesforce documents, again and again. A company "
        "proxy or a captive login page may answer in the org's place.",
    ),
    "S2S616": Explanation(
        "a query took too long",
        "The org gave a query up after its time (120 seconds). s2sctl asks for smaller windows of "
        "time, halving them down to a second; what is told here could not be made any smaller. No "
        "cursor was moved.",
    ),
    "S2S617": Explanation(
        "the org refuses a request for what it asks",
        "The request is in order, and more than this org answers: formulas that are too much "
        "together, more rows than a user without View All may go through, an address that is too "
        "long, a key that two records hold. The line below the error says which it is.",
    ),
    "S2S618": Explanation(
        "the org has not that version of the API",
        "Salesforce retires old versions, and an org gets new ones with its release. s2sctl asks "
        "for the version it was tested with, or for api_version in configs/orgs.yaml.",
    ),
    "S2S619": Explanation(
        "the org refuses a request for its form",
        "A method, a content type or a condition is not the one the resource wants. Where somebody "
        "edited the record first, running again is enough; else it is a fault of s2sctl's.",
    ),
    "S2S620": Explanation(
        "a login answers with another org",
        "configs/orgs.yaml binds the alias to an org id, and the login leads elsewhere. Nothing "
        "was read or written. Refreshing a sandbox gives it a new id.",
    ),
    "S2S786": Explanation(
        "a call is larger than the org takes",
        "Salesforce bounds what one call may hold: rows, nodes, characters, the size of a file. "
        "That is no word about the day's allowance, and waiting does not help. Where one record "
        "alone is too large it waits among the failures and holds up no other.",
    ),
    "S2S640": Explanation(
        "a JWT login has no usable key",
        "jwt.key must be an RSA private key in PEM, without a password. Its certificate is "
        "uploaded to the External Client App; the key never leaves this machine.",
        wrong="jwt: {client_id: …, username: …, key: ${file:server.crt}}",
        right="jwt: {client_id: …, username: …, key: ${file:~/.s2sctl/acme.key}}",
    ),
    "S2S641": Explanation(
        "the Salesforce CLI cannot be run",
        "The login is one that the Salesforce CLI keeps (`cli: NAME`), and there is no program sf "
        "on the PATH of this shell or cron entry, or it is not executable.",
    ),
    "S2S642": Explanation(
        "the Salesforce CLI does not answer",
        "sf was started and gave no answer in a minute, or failed without saying why as it does "
        "where its Node.js is too old. That is no word about the login itself.",
    ),
    "S2S643": Explanation(
        "the Salesforce CLI has no usable login of that name",
        "sf knows no username or alias of that name, or its own login has expired or was revoked. "
        "Its word for it stands in brackets; `sf org list` shows what it has.",
    ),
    "S2S644": Explanation(
        "the Salesforce CLI hides the access token",
        "Since May 2026 `sf org display` prints [REDACTED] in the token's place and `sf org auth "
        "show-access-token` gives it. This sf has the first and not the second: update it.",
    ),
}
