"""A first sync whose rows go by jobs of Bulk API 2.0, over the wire, ends as any other."""

from s2sctl.app.known import both_ends
from s2sctl.app.sync.run import sync
from s2sctl.app.sync.work import Options
from s2sctl.ports.store import Holder
from s2sctl.salesforce.auth import ClientCredentials
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.org import SalesforceOrg
from s2sctl.salesforce.transport import Trust
from s2sctl.wiring.clock import SystemClock
from s2sctl.wiring.stores import open_store
from tests.acceptance.test_ordered_faults import assert_whole
from tests.acceptance.world import NAME
from tests.support.world import Quiet

FROM = 500


def test_the_leads_of_a_first_sync_go_by_one_job(world):
    clock = SystemClock()
    store = open_store(None, world.folder, clock)

    def org(alias):
        running = world.scene(alias).running
        flow = ClientCredentials(running.url, running.client_id, running.client_secret)
        client = Client(alias, flow, clock, trust=Trust(str(running.ca_file)))
        return SalesforceOrg(client, jobs_from=FROM)

    known, orgs = both_ends(NAME, store, ("acme", "globex"), org)
    report = sync(known, orgs, store, clock, Quiet(), Holder("r", "h", 1, clock.now()), Options())
    assert report.parked == 0
    assert store.jobs(NAME) == ()
    store.close()
    log = world.scene("globex").control.log()
    assert sum("jobs/ingest" in str(one) and "batches" in str(one) for one in log) == 1
    assert_whole(world)
