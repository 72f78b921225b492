"""What the program is made of: `python -m tests.tools.supply sbom` (CycloneDX) or `licences`."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from tests.support.project import ROOT

LOCK = ROOT / "requirements.lock"
LICENCES = ROOT / "docs" / "licences.md"
SBOM = ROOT / "mektup.cdx.json"  # goes into the wheel
BUILDING = ("editables", "hatchling", "pathspec", "pluggy", "tomlkit", "trove-classifiers")
TABLE = re.compile(r"(?<=<!-- packages -->\n).*(?=<!-- end -->)", re.DOTALL)

# Where a package's own data leaves it out, or says it in words that only a lawyer sorts.
KNOWN = {
    "pyrage": "MIT",
    "matplotlib": "PSF-2.0",
    "pymupdf-fonts": "OFL-1.1",
    "contourpy": "BSD-3-Clause",
    "pypdfium2": "Apache-2.0 OR BSD-3-Clause",
    "cycler": "BSD-3-Clause",
    "kiwisolver": "BSD-3-Clause",
    "aiosignal": "Apache-2.0",
}
_CLASSIFIERS = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


@dataclass(frozen=True)
class Package:
    """One package of the lock."""

    name: str
    version: str

    @property
    def licence(self) -> str:
        """An SPDX expression. Raises KeyError if nobody knows: look it up and add it to KNOWN."""
        if self.name in KNOWN:
            return KNOWN[self.name]
        data = metadata(self.name).json
        said = str(data.get("license_expression") or data.get("license") or "")
        if re.fullmatch(r"[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*", said):
            return said
        kinds = [one.rpartition(" :: ")[2] for one in data.get("classifier", ()) if "License ::" in one]
        return _CLASSIFIERS[kinds[0]] if kinds else KNOWN[self.name]


def locked() -> Iterator[Package]:
    """What is installed to run the bot; of two versions for two Pythons the newer one."""
    newest = dict(re.findall(r"^([\w.-]+)(?:\[.*\])?==([^\s;]+)", LOCK.read_text("utf-8"), re.MULTILINE))
    for name, version in newest.items():
        if installed(name):
            yield Package(name, version)


def installed(name: str) -> bool:
    """Some packages are for other systems only."""
    try:
        metadata(name)
    except PackageNotFoundError:
        return False
    return True


def sbom() -> str:
    """The bill of materials as CycloneDX JSON."""
    bom = Bom()
    version = metadata("mektup")["Version"]
    bom.metadata.component = Component(
        name="mektup", version=version, type=ComponentType.APPLICATION, bom_ref="mektup"
    )
    licences = LicenseFactory()
    for one in locked():
        bom.components.add(
            Component(
                name=one.name,
                version=one.version,
                type=ComponentType.LIBRARY,
                bom_ref=f"{one.name}@{one.version}",
                purl=PackageURL("pypi", name=one.name, version=one.version),
                licenses=[licences.make_from_string(one.licence)],
            )
        )
    bom.register_dependency(bom.metadata.component, list(bom.components))
    said = json.loads(make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string())
    del said["metadata"]["timestamp"], said["serialNumber"]  # the same packages make the same file
    return json.dumps(said, indent=2)


def licences_page() -> str:
    """docs/licences.md with the table as the lock has it now."""
    rows = "".join(
        f"| {one.name} | {one.licence} | {'builds' if one.name in BUILDING else 'runs'} |\n"
        for one in locked()
    )
    return TABLE.sub(f"| package | licence | |\n|---|---|---|\n{rows}", LICENCES.read_text("utf-8"))


if __name__ == "__main__":
    if sys.argv[1:] == ["licences"]:
        LICENCES.write_text(licences_page(), "utf-8")
    else:
        SBOM.write_text(sbom() + "\n", "utf-8")
