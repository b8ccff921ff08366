"""Metadata into an org: the REST deploy resource (Metadata API guide, deployRequest).

The org tells a deploy's id in its answer to the upload, not before. The id is remembered before
anything else is asked, until the deploy's end is known. Killed before that answer, nobody knows
the id: the org works the deploy off, and the next one, of the same files, ends the same.
"""

import io
import zipfile
from collections.abc import Mapping

from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

from s2sctl.errors import AccessDenied, RequestRefused, Temporary
from s2sctl.model.ids import OrgId
from s2sctl.ports.deploys import DeployMemory, EarlierDeploy
from s2sctl.ports.org import DeployProblem, DeployReport
from s2sctl.ports.reporter import Progress, Reporter
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.jsontext import encode
from s2sctl.salesforce.redaction import redact_problem
from s2sctl.salesforce.retry import Repeat
from s2sctl.salesforce.shapes import Json, Malformed, mapping, mappings, text, whole

_EPOCH = (1980, 1, 1, 0, 0, 0)
_FIRST_WAIT = 0.25
_LONGEST_WAIT = 10.0
_GIVE_UP = 1800.0
_PATH = "metadata/deployRequest"


def pack_zip(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), files[path], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def deploy(
    client: Client,
    memory: DeployMemory,
    org: OrgId,
    files: Mapping[str, bytes],
    *,
    check_only: bool,
) -> DeployReport:
    """Deploy all or nothing and wait for the end, at most half an hour.

    A deploy is started again when its first answer is lost: the same files twice end the same.
    One that changes something is in ``memory`` from that answer to its end.
    """
    options = {"singlePackage": True, "rollbackOnError": True, "checkOnly": check_only}
    body, content_type = encode_multipart_formdata(
        [
            _part("json", None, "application/json", encode({"deployOptions": options})),
            _part("file", "deploy.zip", "application/zip", pack_zip(files)),
        ]
    )

    def start() -> str:
        answer = client.send("POST", _PATH, body, {"Content-Type": content_type})
        id = text(mapping(answer).get("id"))
        if not (id.isascii() and id.isalnum()):
            raise Malformed("a deploy whose id is none")
        return id

    id = client.persist(Repeat.WRITE, start)
    if check_only:
        return _report(_await(client, id))
    memory.remember(org, id)
    report = _report(_await(client, id))
    memory.forget(org, id)
    return report


def settle(
    client: Client, memory: DeployMemory, org: OrgId, reporter: Reporter
) -> tuple[EarlierDeploy, ...]:
    """See :meth:`s2sctl.ports.org.Org.settle_deploys`."""
    found = []
    for id in memory.remembered(org):
        found.append(EarlierDeploy(id, _end(client, id, reporter)))
        memory.forget(org, id)
    return tuple(found)


def _end(client: Client, id: str, reporter: Reporter) -> bool | None:
    """Whether it succeeded; None where the org does not know it, or not for us."""
    try:
        return _report(_await(client, id, reporter)).success
    except (AccessDenied, RequestRefused):
        return None


def _part(name: str, filename: str | None, content_type: str, data: bytes) -> RequestField:
    part = RequestField(name, data, filename)
    part.make_multipart(content_type=content_type)
    return part


def _await(client: Client, deploy_id: str, reporter: Reporter | None = None) -> Mapping[str, Json]:
    waited, wait = 0.0, _FIRST_WAIT
    while waited < _GIVE_UP:
        answer = mapping(client.get(f"{_PATH}/{deploy_id}?includeDetails=true"))
        result = mapping(answer.get("deployResult"))
        if _true(result.get("done")):
            return result
        if reporter is not None:
            reporter.progress(_progress(client, deploy_id, result))
        client.clock.sleep(wait)
        waited += wait
        wait = min(wait * 1.5, _LONGEST_WAIT)
    raise Temporary(
        f"{client.alias}: deploy {deploy_id} has not ended after {_GIVE_UP / 60:.0f} minutes",
        code="S2S613",
        help="see Setup, Deployment Status; the same command can be run again afterwards",
    )


def _progress(client: Client, id: str, result: Mapping[str, Json]) -> Progress:
    done = result.get("numberComponentsDeployed")
    all = result.get("numberComponentsTotal")
    return Progress(
        f"deploy {id} in {client.alias}",
        whole(done) if done is not None else 0,
        whole(all) if all else None,
        "components",
    )


def _report(result: Mapping[str, Json]) -> DeployReport:
    details = mapping(result.get("details") or {})
    problems = tuple(
        DeployProblem(
            f"{one.get('componentType')} {one.get('fullName')}",
            redact_problem(str(one.get("problem"))),
        )
        for one in mappings(details.get("componentFailures") or [])
    )
    success = _true(result.get("success"))
    if not success and not problems:
        reason = result.get("errorMessage") or result.get("status")
        problems = (DeployProblem("package", redact_problem(str(reason))),)
    return DeployReport(success, whole(result.get("numberComponentsDeployed")), problems)


def _true(value: Json) -> bool:
    # The guide's samples quote booleans, live orgs do not.
    return value is True or value == "true"
