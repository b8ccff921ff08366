"""Taking the footprint out: what goes first, and what a refusal leaves behind."""

from dataclasses import dataclass, field, replace

import pytest

from s2sctl.app.disable import disable, plan_disable
from s2sctl.connection.footprint import CONNECTION_SCHEMA, SHARE_SCHEMA
from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.errors import RequestRefused, UsageError
from s2sctl.model.schema import ChildRelationship
from s2sctl.ports.org import DeployProblem, DeployReport, Outcome, Refusal
from tests.support.fake_org import FakeOrg, Moment
from tests.support.record_values import values_from_record
from tests.support.world import A_ORG, LEAD, NAME, lookup, schema, text

SETS = schema("PermissionSet", "0PS", text("Name"))
ASSIGNED = schema(
    "PermissionSetAssignment", "0Pa", lookup("PermissionSetId", "PermissionSet"), text("Who")
)


@dataclass
class Deploying(FakeOrg):
    """Keeps the packages it was given; ``refused`` says which of them, from 1, it refuses."""

    packages: list[str] = field(default_factory=list)
    refused: int = 0
    holds_on: bool = False
    """Whether it lets go of no assignment."""

    def delete(self, ids):
        if not self.holds_on:
            return super().delete(ids)
        return tuple(Outcome(id, refusal=Refusal("DELETE_FAILED", "kept")) for id in ids)

    def deploy(self, files, *, check_only=False):
        self.packages.append(files["destructiveChanges.xml"].decode())
        if len(self.packages) == self.refused:
            return DeployReport(False, 0, (DeployProblem("S2S_Share__c", "is in use"),))
        return DeployReport(True, 3)


@pytest.fixture
def org():
    children = (ChildRelationship(LEAD.name, "S2S_Connection__c", False),)
    made = Deploying(
        "acme",
        A_ORG,
        {
            CONNECTION: replace(CONNECTION_SCHEMA, children=children),
            SHARE: SHARE_SCHEMA,
            LEAD.name: LEAD,
            SETS.name: SETS,
            ASSIGNED.name: replace(
                ASSIGNED,
                fields={
                    **ASSIGNED.fields,
                    "PermissionSetId": replace(
                        ASSIGNED.fields["PermissionSetId"], relationship="PermissionSet"
                    ),
                },
            ),
        },
        Moment(),
    )
    runner = made.insert("PermissionSet", Name="S2S_Runner")
    made.insert("PermissionSet", Name="S2S_Sharer")
    for who in ("ann", "bob"):
        made.insert("PermissionSetAssignment", PermissionSetId=runner, Who=who)
    record = ConnectionRecord(None, NAME, Status.INACTIVE, "nonce")
    made.insert(CONNECTION, **values_from_record(record))
    for key in ("one", "two"):
        made.insert("Lead", LastName=key, S2S_Key__c=key)
    made.insert("Lead", LastName="ours")
    return made


def assigned(org):
    return {row.values["Who"] for row in org.living("PermissionSetAssignment").values()}


def test_the_plan_counts_the_records_that_lose_their_key(org):
    removal = plan_disable(org)
    assert removal.keyed == {"Lead": 2}
    assert removal.permission_sets == ("S2S_Runner", "S2S_Sharer")


def test_objects_and_fields_go_before_anyone_loses_a_permission_set(org):
    disable(org, plan_disable(org))
    assert "S2S_Share__c" in org.packages[0]
    assert "S2S_Runner" not in org.packages[0]
    assert "S2S_Runner" in org.packages[1]
    assert assigned(org) == set()


def test_a_refused_deletion_leaves_every_assignment(org):
    org.refused = 1
    with pytest.raises(RequestRefused) as caught:
        disable(org, plan_disable(org))
    assert caught.value.code == "S2S440"
    assert assigned(org) == {"ann", "bob"}


def test_permission_sets_that_remain_are_said_and_go_the_next_time(org):
    org.refused = 2
    with pytest.raises(RequestRefused) as caught:
        disable(org, plan_disable(org))
    assert caught.value.code == "S2S445"
    del org.schemas[CONNECTION]
    removal = plan_disable(org)
    assert (removal.objects, removal.permission_sets) == ((), ("S2S_Runner", "S2S_Sharer"))
    assert disable(org, removal) == 3


def test_assignments_that_the_org_keeps_are_counted_and_not_said_to_be_gone(org):
    org.refused, org.holds_on = 2, True
    with pytest.raises(RequestRefused) as caught:
        disable(org, plan_disable(org))
    assert "still assigned 2 times" in str(caught.value)
    assert "to nobody" not in str(caught.value)


def test_a_living_connection_needs_force(org):
    row = next(iter(org.living(CONNECTION)))
    org.edit(CONNECTION, row, Status__c="Accepted")
    with pytest.raises(UsageError) as caught:
        plan_disable(org)
    assert caught.value.code == "S2S408"
    assert plan_disable(org, force=True).living == (NAME,)
