"""`make sbom`: a CycloneDX 1.6 bill of materials of what a build needs, from its lock.

Written to the file that is named, from the lock `runtime` and what the installed packages say of
themselves. The same lock on the same machine gives the same octets.
"""

import json
import sys
import uuid
from importlib.metadata import requires
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.supply.packages import Package, licence, locked
from tocsin import __version__


def bill(packages: list[Package]) -> dict[str, Any]:
    """The document; `packages` without those that this machine does not want."""
    wanted = sorted((each for each in packages if each.is_wanted), key=lambda each: each.name)
    names = {canonicalize_name(each.name): ref(each) for each in wanted}
    us = {"type": "application", "name": "tocsin", "version": __version__, "bom-ref": "tocsin"}
    graph = [{"ref": "tocsin", "dependsOn": needs("tocsin", names)}]
    graph += [{"ref": ref(each), "dependsOn": needs(each.name, names)} for each in wanted]
    parts = [component(each) for each in wanted]
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps([us, parts]))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": us | {"licenses": [{"expression": "Apache-2.0"}]}},
        "components": parts,
        "dependencies": graph,
    }


def ref(package: Package) -> str:
    """Its package URL, which is its name in the document too."""
    return f"pkg:pypi/{canonicalize_name(package.name)}@{package.version}"


def component(package: Package) -> dict[str, Any]:
    """One package; `hashes` are those of every file that its pin accepts."""
    return {
        "type": "library",
        "bom-ref": ref(package),
        "name": package.name,
        "version": package.version,
        "purl": ref(package),
        "licenses": [{"license": {"name": licence(package.name)}}],
        "hashes": [{"alg": "SHA-256", "content": each} for each in sorted(package.hashes)],
    }


def needs(name: str, names: dict[Any, str]) -> list[str]:
    """What this installed package needs, of what is in the document."""
    wanted = [Requirement(each) for each in requires(name) or ()]
    here = (each for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""}))
    return sorted({names[key] for each in here if (key := canonicalize_name(each.name)) in names})


if __name__ == "__main__":
    document = bill(locked("runtime"))
    Path(sys.argv[1]).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{sys.argv[1]}: {len(document['components'])} components.\n")
