"""What the codes of a join mean."""

from s2sctl.model.codes import Explanation

CODES: dict[str, Explanation] = {
    "S2S320": Explanation(
        "subscribed to an object the partner does not publish",
        "Records travel when one side publishes an object and the other subscribes to it. The "
        "publish list in force is the one the partner's org holds; s2sctl connections shows it.",
        wrong="subscribe: {Leads: …}        # the partner publishes Lead",
        right="subscribe: {Lead: …}",
    ),
    "S2S321": Explanation(
        "mapped a field the partner does not publish",
        "Only published fields leave an org. The partner adds the field under publish:, or the "
        "mapping goes.",
        wrong="subscribe: {Lead: {fields: {Fax: Fax}}}     # Fax is not published",
        right="subscribe: {Lead: {fields: {Email: Email}}}",
    ),
    "S2S322": Explanation(
        "a field flows both ways and would not come back as it went",
        "A field that both sides publish and map is kept equal. If it is shortened on one way, or "
        "the two value maps do not undo each other, an edit on the one side destroys what the "
        "other had. A default is only a warning: values outside the map stay as they are until "
        "someone edits the other side.",
        wrong="acme: values: {Hot: H, Warm: H}   globex: values: {H: Hot}",
        right="acme: values: {Hot: H, Warm: W}   globex: values: {H: Hot, W: Warm}",
    ),
    "S2S323": Explanation(
        "published, and nobody takes it",
        "The partner's side in force does not subscribe to this object. Nothing of it is read.",
    ),
    "S2S324": Explanation(
        "an object with two counterparts",
        "A record and its copy are one pair. If Lead goes into Lead one way and comes from Case "
        "the other way, no one could say which record is whose copy.",
        wrong="globex: subscribe: {Lead: {to: Case}}     acme: subscribe: {Lead: {to: Lead}}",
        right="globex: subscribe: {Lead: {to: Case}}     acme: subscribe: {Case: {to: Lead}}",
    ),
}
