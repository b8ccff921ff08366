"""s2sctl: two Salesforce orgs, connected by manifests and kept in agreement.

The map, outermost first; a room may import those below it and nothing above:

- ``demo``        the story, played through the command line and judged by plain queries
- ``cli``         commands and views; the only place that prints
- ``wiring``      the only place with concrete names
- ``app``         use cases over ports
- ``salesforce``  adapter: one org over HTTPS
- ``store``       adapter: what we remember
- ``localorg``    adapter: an embedded org, reached only over HTTP(S)
- ``ports``       four written promises: Org, StateStore, Clock, Reporter
- ``metadata``    an agreement against two describes
- ``sync``        windows, link, decide, merge, order, guards: the plan of a pass
- ``agreement``   both sides joined: flows and field links
- ``connection``  states, invitation, footprint
- ``manifest``    YAML to Manifest
- ``soql``        grammar, tree, rendering
- ``model``       vocabulary: names, ids, sides, canonical values, records
- ``errors``      the error tree
"""

__version__ = "0.1.0"
