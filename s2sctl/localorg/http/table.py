"""The resources of one API version."""

from s2sctl.localorg.http import (
    bulk_ingest,
    bulk_query,
    collections,
    composite,
    deploys,
    describes,
    limits,
    mail,
    queries,
    replication,
    rows,
    versions,
)
from s2sctl.localorg.http.routes import Route

ROUTES: tuple[Route, ...] = (
    Route("", {"GET": versions.resources}),
    Route("limits", {"GET": limits.limits}),
    Route("limits/recordCount", {"GET": limits.record_count}),
    Route("query", {"GET": queries.run}),
    Route("query/{locator}", {"GET": queries.more}),
    Route("queryAll", {"GET": queries.run_all}),
    Route("queryAll/{locator}", {"GET": queries.more}),
    Route("sobjects", {"GET": describes.everything}),
    Route("sobjects/{object}", {"GET": describes.basic, "POST": rows.create}),
    Route("sobjects/{object}/describe", {"GET": describes.one}),
    Route("sobjects/{object}/updated", {"GET": replication.updated}),
    Route("sobjects/{object}/deleted", {"GET": replication.deleted}),
    Route(
        "sobjects/{object}/{id}", {"GET": rows.read, "PATCH": rows.change, "DELETE": rows.remove}
    ),
    Route(
        "sobjects/{object}/{field}/{key}",
        {"GET": rows.read_by_key, "PATCH": rows.upsert, "DELETE": rows.remove_by_key},
    ),
    Route("composite", {"POST": composite.run}),
    Route(
        "composite/sobjects",
        {"POST": collections.create, "PATCH": collections.update, "DELETE": collections.remove},
    ),
    Route("composite/sobjects/{object}", {"GET": collections.read, "POST": collections.read}),
    Route("composite/sobjects/{object}/{field}", {"PATCH": collections.upsert}),
    *bulk_ingest.ROUTES,
    *bulk_query.ROUTES,
    Route("metadata/deployRequest", {"POST": deploys.send}),
    Route("metadata/deployRequest/{id}", {"GET": deploys.status}),
    Route("actions", {"GET": mail.actions}),
    Route("actions/standard", {"GET": mail.standard}),
    Route("actions/standard/emailSimple", {"POST": mail.send}),
)
