"""What the program is made of is pinned, listed with its licence, and written down as others read it."""

import json
import re
from importlib.metadata import distributions

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement

from tests.support.project import ROOT
from tests.tools.supply import LICENCES, LOCK, licences_page, locked, sbom


def test_every_package_of_the_lock_has_a_hash() -> None:
    blocks = re.split(r"^(?=\w.*==)", LOCK.read_text("utf-8"), flags=re.MULTILINE)
    assert len(blocks) > 40
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)


def test_what_is_asked_for_with_extras_is_pinned_with_them() -> None:
    """Older pip takes a pin without extras for another package, and looks for the newest release."""
    pinned = (ROOT / "requirements-dev.lock").read_text("utf-8")
    asked = [Requirement(one) for package in distributions() for one in package.requires or ()]
    with_extras = [one for one in asked if one.extras and (not one.marker or one.marker.evaluate())]
    assert {"sqlalchemy", "cachecontrol"} <= {one.name.lower() for one in with_extras}
    for one in with_extras:
        assert f"{one.name.lower()}[{','.join(sorted(one.extras))}]==" in pinned


def test_every_package_has_a_licence_and_the_list_is_current() -> None:
    assert all(one.licence for one in locked())
    assert LICENCES.read_text("utf-8") == licences_page(), "stale: make licences"


def test_the_licences_to_look_at_are_named_in_words() -> None:
    said = LICENCES.read_text("utf-8").partition("<!-- packages -->")[0]
    for one in locked():
        if re.search(r"GPL|OFL", one.licence):
            assert one.name in said


def test_the_bill_of_materials_is_valid_and_whole() -> None:
    written = sbom()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None
    listed = {(one["name"], one["version"]) for one in json.loads(written)["components"]}
    assert listed == {(one.name, one.version) for one in locked()}
