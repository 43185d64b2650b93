"""Every route of the app stands in the access matrix, and answers whom its line says."""

from pathlib import Path

from starlette.routing import Route

from core.settings import Settings
from db.session import Database
from graph.app import create_app
from tests import access
from tests.campus import Campus
from tests.conftest import Cluster, Template
from tests.graph.access.addresses import ADDRESSES
from tests.graph.pages.web import built_pages
from tests.graph.signing_in.visiting import campus_with
from tests.graph.signing_in.yiban_stand_in import Yiban

SIGNED_IN = {"authorization": "Bearer zs_20190101"}
EVERY_WAY_IN = {**Yiban("https://openapi.example.edu").settings(), "cas_address": "https://cas.example.edu/cas"}


async def test_every_route_stands_in_the_matrix() -> None:
    database = Database("postgresql://nobody@/nothing")
    app = create_app(Settings(), database)
    routes = {route.path for route in app.routes if isinstance(route, Route)}
    await database.dispose()
    assert routes == set(access.listed("routes"))


async def test_a_route_answers_whom_its_line_says(cluster: Cluster, template: Template, tmp_path: Path) -> None:
    """R9.1: the schema is for those who are signed in, a file for the one who asked for it."""
    async with campus_with(cluster, template, web_folder=built_pages(tmp_path), **EVERY_WAY_IN) as campus:
        for path, [reach] in access.listed("routes").items():
            anonymous, signed_in = await statuses(campus, path)
            if reach == "all":
                assert (anonymous, signed_in) == (401, 200), path
            elif reach == "own":
                assert (anonymous, signed_in) == (404, 404), path
            else:
                assert anonymous == signed_in != 404, path


async def test_what_is_neither_built_nor_configured_is_not_there(
    cluster: Cluster, template: Template, tmp_path: Path
) -> None:
    async with campus_with(cluster, template, web_folder=tmp_path) as campus:
        for path, [reach] in access.listed("routes").items():
            if reach in ("built", "set"):
                assert await statuses(campus, path) == (404, 404), path


async def statuses(campus: Campus, path: str) -> tuple[int, int]:
    """Returns the status codes that a stranger and a student get."""
    address = ADDRESSES.get(path, path)
    anonymous = await campus.client.get(address)
    return anonymous.status_code, (await campus.client.get(address, headers=SIGNED_IN)).status_code


async def test_a_file_is_for_the_one_who_asked_for_it(campus: Campus) -> None:
    """R8.4: the address alone opens nothing."""
    await campus.open_phases()
    answer = await campus.ask(
        campus.counsellor_li,
        "mutation($b: ID!) { requestExport(input: {academicResults: {batchId: $b}}) { operation { downloadUrl } } }",
        b=campus.batch,
    )
    address = answer.data["requestExport"]["operation"]["downloadUrl"]
    own = {"authorization": f"Bearer {campus.counsellor_li.token}"}
    assert (await campus.client.get(address)).status_code == 404
    assert (await campus.client.get(address, headers=SIGNED_IN)).status_code == 404
    file = await campus.client.get(address, headers=own)
    assert file.status_code == 200
    assert file.headers["cache-control"] == "no-store"
    assert file.content.startswith(b"PK")
    await campus.execute("update download set expires_at = now()")
    assert (await campus.client.get(address, headers=own)).status_code == 404
