"""A fresh org per test, copied from one that was made once per worker."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from s2sctl.localorg.org import LocalOrg


@pytest.fixture(scope="session")
def org_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("org")
    LocalOrg.create(folder, "acme").close()
    return folder


@pytest.fixture
def org(org_template: Path, tmp_path: Path) -> Iterator[LocalOrg]:
    shutil.copyfile(org_template / "template.db", tmp_path / "org.db")
    shutil.copyfile(org_template / "template.db", tmp_path / "template.db")
    opened = LocalOrg.open(tmp_path)
    yield opened
    opened.close()
